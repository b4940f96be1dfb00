-- Whether a record is the latest of its person and certification, as aggregator has found out since the record came
-- (services/shared/clickhouse/certification-recency.ts): dashboards compare the records of those people alone of whom some are
-- unknown or pending (docs/decisions/0020-latest-certifications-are-marked.md). What is inserted says nothing of it.
ALTER TABLE certification_records
  ADD COLUMN IF NOT EXISTS recency Enum8('unknown' = 0, 'pending' = 1, 'latest' = 2, 'earlier' = 3) DEFAULT 'unknown';

ALTER TABLE certification_records ADD INDEX IF NOT EXISTS by_recency recency TYPE minmax GRANULARITY 1;

-- The day itself, which is not to be read out of the text for each of a tenant's records in every query. Date32 ends with 2299.
ALTER TABLE certification_records ADD COLUMN IF NOT EXISTS expires_on Nullable(Date32)
  MATERIALIZED toDate32OrNull(if(expiration_date > '2299-12-31', '2299-12-31', ifNull(expiration_date, '')));

-- In the background, for what was there before; until then it is read out of the text.
ALTER TABLE certification_records MATERIALIZE COLUMN expires_on;
