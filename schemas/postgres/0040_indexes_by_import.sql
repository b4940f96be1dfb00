SET LOCAL ROLE lms_owner;

-- The indexes of 0036 as one. Each statement needs a lock for a moment; where it does not get it within two seconds, the migration
-- tries again.
CREATE INDEX IF NOT EXISTS course_records_by_import ON ONLY course_records
  USING brin (import_id) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX IF NOT EXISTS certification_records_by_import ON ONLY certification_records
  USING brin (import_id) WITH (pages_per_range = 32, autosummarize = on);
DO $$
DECLARE
  records text;
BEGIN
  FOREACH records IN ARRAY ARRAY['course_records', 'certification_records'] LOOP
    FOR part IN 0..15 LOOP
      EXECUTE format('ALTER INDEX %I ATTACH PARTITION %I', records || '_by_import', records || '_' || part || '_by_import');
    END LOOP;
  END LOOP;
END $$;
