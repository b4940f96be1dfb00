SET LOCAL ROLE lms_owner;

-- Servers without which a service's work stands still, as each process meets it: what an import waits for that does not move.
-- A row is of one process, which renews it for as long as the outage lasts; without its process it means nothing soon after
-- (services/shared/imports/import-view.ts). No data of tenants.
CREATE TABLE outages (
  process uuid NOT NULL,
  service text NOT NULL,
  server text NOT NULL CHECK (server IN ('clickhouse', 'kafka', 'object-store')),
  since timestamptz NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (process, server)
);
GRANT SELECT ON outages TO lms_portal, lms_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON outages TO lms_producer, lms_aggregator;
