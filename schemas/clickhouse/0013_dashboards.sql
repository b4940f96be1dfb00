-- Dashboards ask what an import wrote (reporting.import_rows): parts and granules without its records are not read.
-- Certifications have the same index since 0007.
ALTER TABLE course_records ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE course_history ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter(0.01) GRANULARITY 1;

-- In the background, for what was there before; until then those parts are read.
ALTER TABLE course_records MATERIALIZE INDEX by_import;

ALTER TABLE course_history MATERIALIZE INDEX by_import;

-- Once nothing was inserted for ten minutes, all parts become one. A query with FINAL then merges only where a later import has
-- written: a fifth of the time over ten million records (test/bench/log.md). A table that is written to all the time is left as it
-- was. With fewer minutes it would be rewritten between two files of one afternoon.
ALTER TABLE course_records MODIFY SETTING min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1;

ALTER TABLE certification_records
  MODIFY SETTING min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1;
