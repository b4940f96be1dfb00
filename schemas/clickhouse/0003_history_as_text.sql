-- A record of the past is written with every overwrite and hardly ever read: it is stored as the text it comes as, one
-- column to insert and six to merge instead of 21, and what else is asked of it is read out of the text. (Columns must be named: an
-- asterisk gives the text alone.) Its cells are separated by U+001F, and U+001E stands for none; no value can hold the two.
-- Sorted by position, which names one record of a tenant.
CREATE TABLE IF NOT EXISTS course_history_as_text (
  record String CODEC(ZSTD(1)),
  cells Array(String) ALIAS splitByChar('\x1f', record),
  tenant_id UInt32 MATERIALIZED toUInt32(splitByChar('\x1f', record)[1]),
  person_id UInt64 MATERIALIZED toUInt64(splitByChar('\x1f', record)[2]),
  course_number String ALIAS cells[3],
  course_name String ALIAS cells[4],
  course_type String ALIAS cells[5],
  start_date Nullable(Date32) ALIAS toDate32OrNull(cells[6]),
  completion_date Date32 ALIAS toDate32(cells[7]),
  score Nullable(Decimal(7, 4)) ALIAS toDecimal32OrNull(cells[8], 4),
  duration_minutes Nullable(UInt32) ALIAS toUInt32OrNull(cells[9]),
  credits Nullable(Decimal(9, 4)) ALIAS toDecimal32OrNull(cells[10], 4),
  instructor Nullable(String) ALIAS nullIf(cells[11], '\x1e'),
  provider Nullable(String) ALIAS nullIf(cells[12], '\x1e'),
  location Nullable(String) ALIAS nullIf(cells[13], '\x1e'),
  notes Nullable(String) ALIAS nullIf(cells[14], '\x1e'),
  status String ALIAS cells[15],
  import_id Nullable(UUID) ALIAS toUUIDOrNull(cells[16]),
  position_us UInt64 MATERIALIZED toUInt64(splitByChar('\x1f', record)[17]),
  position_source UInt32 MATERIALIZED toUInt32(splitByChar('\x1f', record)[18]),
  position_number UInt64 MATERIALIZED toUInt64(splitByChar('\x1f', record)[19]),
  version UInt64 ALIAS toUInt64(cells[20]),
  outcome String ALIAS cells[21]
) ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, person_id, position_us, position_source, position_number)
-- Merged when twenty parts of a size have come, not five: more parts to look through is what a report would mind.
SETTINGS merge_selector_base = 20;

-- For when this was interrupted between the last two statements.
CREATE TABLE IF NOT EXISTS course_history AS course_history_as_text;

INSERT INTO course_history_as_text (record)
SELECT concatWithSeparator('\x1f', toString(tenant_id), toString(person_id), course_number, course_name,
  toString(course_type), ifNull(toString(start_date), '\x1e'), toString(completion_date), ifNull(toString(score), '\x1e'),
  ifNull(toString(duration_minutes), '\x1e'), ifNull(toString(credits), '\x1e'), ifNull(instructor, '\x1e'),
  ifNull(provider, '\x1e'), ifNull(location, '\x1e'), ifNull(notes, '\x1e'), toString(status),
  ifNull(toString(import_id), '\x1e'), toString(position_us), toString(position_source), toString(position_number),
  toString(version), toString(outcome))
FROM course_history;

DROP TABLE course_history SYNC;

RENAME TABLE course_history_as_text TO course_history;
