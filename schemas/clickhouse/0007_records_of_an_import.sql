-- Before an import becomes Complete its records are counted. A file's courses share one position_us, higher than that of
-- any file accepted before: parts and granules that hold only older records are not read. Certifications have no position.
ALTER TABLE course_records ADD INDEX IF NOT EXISTS by_position position_us TYPE minmax GRANULARITY 1;

ALTER TABLE course_history ADD INDEX IF NOT EXISTS by_position position_us TYPE minmax GRANULARITY 1;

ALTER TABLE certification_records ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter(0.01) GRANULARITY 1;

-- In the background, for what was there before; until then those parts are read.
ALTER TABLE course_records MATERIALIZE INDEX by_position;

ALTER TABLE course_history MATERIALIZE INDEX by_position;

ALTER TABLE certification_records MATERIALIZE INDEX by_import;
