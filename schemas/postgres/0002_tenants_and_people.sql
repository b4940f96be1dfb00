SET LOCAL ROLE lms_owner;

CREATE TABLE tenants (
  tenant_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{0,62}$'),
  name text NOT NULL,
  max_file_bytes bigint NOT NULL DEFAULT 52428800 CHECK (max_file_bytes > 0),
  -- Time of the last accepted import, in microseconds; positions of imports come from here and never repeat.
  clock_us bigint NOT NULL DEFAULT 0,
  -- Grows with every change of the tenant's people; what was cached under another version is stale.
  people_version bigint NOT NULL DEFAULT 0,
  people_mirrored_version bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE people (
  tenant_id int NOT NULL REFERENCES tenants,
  person_id bigint GENERATED ALWAYS AS IDENTITY,
  username text NOT NULL,
  username_folded text NOT NULL COLLATE "C",
  employee_id text COLLATE "C",
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text,
  role text NOT NULL CHECK (role IN ('admin', 'learner')),
  -- The tenant's people_version under which this row last changed.
  people_version bigint NOT NULL,
  search_text text GENERATED ALWAYS AS (
    lower(username || ' ' || coalesce(employee_id, '') || ' ' || first_name || ' ' || last_name || ' ' || coalesce(email, ''))
  ) STORED,
  PRIMARY KEY (tenant_id, person_id),
  UNIQUE (tenant_id, username_folded),
  -- Deferrable: people may exchange their employee ids in one load.
  UNIQUE (tenant_id, employee_id) DEFERRABLE
);
CREATE INDEX people_by_name ON people (tenant_id, last_name COLLATE "C", first_name COLLATE "C", person_id);
CREATE INDEX people_by_version ON people (tenant_id, people_version, person_id);
CREATE INDEX people_search ON people USING gin (search_text gin_trgm_ops);
