-- Dashboards ask what an import wrote (reporting.import_rows): parts and granules without its records are not read.
-- Certifications have the same index since 0007.
ALTER TABLE course_records ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE course_history ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter(0.01) GRANULARITY 1;

-- In the background, for what was there before; until then those parts are read.
ALTER TABLE course_records MATERIALIZE INDEX by_import;

ALTER TABLE course_history MATERIALIZE INDEX by_import;
