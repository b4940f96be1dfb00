-- What was replaced, as PostgreSQL's course_record_history has it (schemas/postgres/0035_history_and_undo.sql): aggregator
-- copies its lines, and copies one again that changed, under a higher written_version. A month's part goes with PostgreSQL's.
--
-- While aggregators of the version before still run, they insert a record of the past as the one text that it was
-- (0003_history_as_text.sql): the other columns are then read out of the text. In every other line the text is empty.
--
-- Made under another name, and exchanged, so that there is a table of the name at every moment.
CREATE TABLE IF NOT EXISTS course_history_before_0010 (
  record String DEFAULT '' CODEC(ZSTD(1)),
  tenant_id UInt32 DEFAULT toUInt32OrZero(splitByChar('\x1f', record)[1]),
  person_id UInt64 DEFAULT toUInt64OrZero(splitByChar('\x1f', record)[2]),
  course_number String DEFAULT splitByChar('\x1f', record)[3] CODEC(ZSTD(1)),
  course_name String DEFAULT splitByChar('\x1f', record)[4] CODEC(ZSTD(1)),
  course_type LowCardinality(String) DEFAULT splitByChar('\x1f', record)[5],
  start_date Nullable(Date32) DEFAULT toDate32OrNull(splitByChar('\x1f', record)[6]),
  completion_date Date32 DEFAULT toDate32OrZero(splitByChar('\x1f', record)[7]),
  score Nullable(Decimal(7, 4)) DEFAULT toDecimal32OrNull(splitByChar('\x1f', record)[8], 4),
  duration_minutes Nullable(UInt32) DEFAULT toUInt32OrNull(splitByChar('\x1f', record)[9]),
  credits Nullable(Decimal(9, 4)) DEFAULT toDecimal32OrNull(splitByChar('\x1f', record)[10], 4),
  instructor Nullable(String) DEFAULT nullIf(splitByChar('\x1f', record)[11], '\x1e') CODEC(ZSTD(1)),
  provider Nullable(String) DEFAULT nullIf(splitByChar('\x1f', record)[12], '\x1e') CODEC(ZSTD(1)),
  location Nullable(String) DEFAULT nullIf(splitByChar('\x1f', record)[13], '\x1e') CODEC(ZSTD(1)),
  notes Nullable(String) DEFAULT nullIf(splitByChar('\x1f', record)[14], '\x1e') CODEC(ZSTD(1)),
  status LowCardinality(String) DEFAULT splitByChar('\x1f', record)[15],
  import_id Nullable(UUID) DEFAULT toUUIDOrNull(splitByChar('\x1f', record)[16]),
  position_us UInt64 DEFAULT toUInt64OrZero(splitByChar('\x1f', record)[17]),
  position_source UInt32 DEFAULT toUInt32OrZero(splitByChar('\x1f', record)[18]),
  position_number UInt64 DEFAULT toUInt64OrZero(splitByChar('\x1f', record)[19]),
  -- What never was current had no version then: here its position makes one, as where it is carried to PostgreSQL
  -- (services/shared/history/earlier-lines.ts), which has the line of that version replace this one.
  version UInt64 DEFAULT if(splitByChar('\x1f', record)[20] = '0', position_us + position_number % 1000,
    toUInt64OrZero(splitByChar('\x1f', record)[20])),
  outcome LowCardinality(String) DEFAULT if(splitByChar('\x1f', record)[21] = 'REPLACED', 'replaced', 'overtaken'),
  replaced_by Nullable(UUID),
  restored_version Nullable(UInt64),
  written_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'),
  written_version UInt64 DEFAULT 0,
  INDEX by_writing written_version TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(written_version)
PARTITION BY toYYYYMM(written_at)
ORDER BY (tenant_id, person_id, course_number, version)
-- As 0003 and 0006 set them, for the same reasons: few merges, and no acknowledged insert in the page cache alone.
SETTINGS merge_selector_base = 20, fsync_after_insert = 1, fsync_part_directory = 1;

-- migrate: unless course_history has written_version
EXCHANGE TABLES course_history AND course_history_before_0010;

-- From here on it holds the records of before, until they are carried to PostgreSQL (services/shared/history/carry-history.ts).
-- migrate: if course_history_before_0010 has written_version
DROP TABLE course_history_before_0010 SYNC;

-- Fails, and has the migration begin again, should two processes have exchanged the tables twice.
SELECT written_version FROM course_history LIMIT 0;
