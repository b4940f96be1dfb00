-- Who was deleted, by number alone; see the table of the same name in schemas/postgres. Nothing removes rows from here.
CREATE TABLE IF NOT EXISTS deleted_people (
  tenant_id UInt32,
  person_id UInt64,
  deleted_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, person_id);
