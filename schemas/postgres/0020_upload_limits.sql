SET LOCAL ROLE lms_owner;

ALTER TABLE tenants
  -- Records of one file. Each may fail and then stands in PostgreSQL and in the error file.
  ADD COLUMN max_file_rows bigint NOT NULL DEFAULT 5000000 CHECK (max_file_rows > 0),
  -- Bytes of all files accepted on one day (UTC): 400 files of the largest size at first (20 GiB).
  ADD COLUMN max_bytes_a_day bigint NOT NULL DEFAULT 21474836480 CHECK (max_bytes_a_day > 0),
  -- What was accepted on the day named; another day begins at 0. Kept here, since accepting locks the tenant's row anyway.
  ADD COLUMN upload_day date NOT NULL DEFAULT '-infinity',
  ADD COLUMN uploaded_bytes bigint NOT NULL DEFAULT 0;

GRANT UPDATE (upload_day, uploaded_bytes) ON tenants TO lms_ingest;
