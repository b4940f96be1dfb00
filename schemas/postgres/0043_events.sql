SET LOCAL ROLE lms_owner;

-- What people and programs are told of, written in the transaction in which it happened.
CREATE TABLE events (
  -- What a receiver knows an event by: `webhook-id`, whatever the attempt.
  event_id uuid PRIMARY KEY DEFAULT uuidv7(),
  tenant_id int NOT NULL REFERENCES tenants,
  type text NOT NULL CHECK (type IN ('import.completed', 'import.needs_approval', 'import.undone', 'feed.failed_rows',
    'webhook.paused', 'webhook.test')),
  -- What was discarded and is removed takes its events along.
  import_id uuid REFERENCES imports ON DELETE CASCADE,
  -- A username, a program's id, or what acts by itself.
  actor text NOT NULL,
  -- Without the actor, whose name goes with its person.
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When its deliveries were made.
  prepared_at timestamptz
);
CREATE INDEX events_by_time ON events (tenant_id, created_at DESC, event_id DESC);
CREATE INDEX events_unprepared ON events (created_at) WHERE prepared_at IS NULL;
CREATE INDEX events_by_import ON events (import_id, type, created_at) WHERE import_id IS NOT NULL;
CREATE INDEX events_by_age ON events (created_at);

-- Addresses of a tenant's own programs.
CREATE TABLE webhooks (
  webhook_id uuid PRIMARY KEY DEFAULT uuidv7(),
  tenant_id int NOT NULL REFERENCES tenants,
  url text NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2048),
  types text[] NOT NULL CHECK (cardinality(types) BETWEEN 1 AND 4
    AND types <@ ARRAY['import.completed', 'import.needs_approval', 'import.undone', 'feed.failed_rows']),
  -- whsec_…, of which signatures are made. The portal may write it and never read it.
  secret text NOT NULL,
  -- Signs beside the new one until then, so that a receiver can change over.
  previous_secret text,
  previous_secret_until timestamptz,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused')),
  -- requested: by an admin. failing: a day of failures. gone: it answered 410.
  paused_because text CHECK (paused_because IN ('requested', 'failing', 'gone')),
  -- Since when no attempt has succeeded.
  failing_since timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state = 'paused') = (paused_because IS NOT NULL))
);
CREATE INDEX webhooks_by_tenant ON webhooks (tenant_id, webhook_id);

CREATE FUNCTION keep_previous_secret() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog
  AS $$
BEGIN
  NEW.previous_secret = OLD.secret;
  NEW.previous_secret_until = now() + interval '24 hours';
  RETURN NEW;
END $$;
CREATE TRIGGER keep_previous_secret BEFORE UPDATE OF secret ON webhooks FOR EACH ROW
  EXECUTE FUNCTION keep_previous_secret();

-- An event on its way to one receiver, and each attempt.
CREATE TABLE deliveries (
  delivery_id uuid PRIMARY KEY DEFAULT uuidv7(),
  tenant_id int NOT NULL REFERENCES tenants,
  event_id uuid NOT NULL REFERENCES events ON DELETE CASCADE,
  channel text NOT NULL CHECK (channel IN ('webhook', 'email')),
  webhook_id uuid REFERENCES webhooks ON DELETE CASCADE,
  person_id bigint,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  -- Attempts since it was made, or was last sent again: they say how long the next pause is.
  tries int NOT NULL DEFAULT 0,
  -- infinity while its webhook is paused.
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  -- Who makes the attempt has the number; whatever an older holder reports is ignored.
  fencing_token bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  -- The latest attempts: {"at", "milliseconds", "status", "error"}.
  attempts jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE CASCADE,
  CHECK ((channel = 'webhook') = (webhook_id IS NOT NULL)),
  CHECK ((channel = 'email') = (person_id IS NOT NULL)),
  -- However often an event is prepared, a receiver has one delivery of it.
  UNIQUE NULLS NOT DISTINCT (event_id, webhook_id, person_id)
);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE status = 'pending' AND lease_until IS NOT NULL;
CREATE INDEX deliveries_by_time ON deliveries (tenant_id, delivery_id DESC);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id) WHERE webhook_id IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (tenant_id, person_id) WHERE person_id IS NOT NULL;

-- Up to when somebody has seen the notices of their tenant.
CREATE TABLE notices_seen (
  tenant_id int NOT NULL REFERENCES tenants,
  -- The username as people have it folded, or a program's id.
  subject_folded text NOT NULL COLLATE "C",
  seen_up_to timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject_folded)
);

DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['events', 'webhooks', 'deliveries', 'notices_seen']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', named);
    EXECUTE format('CREATE POLICY owner ON %I TO lms_owner USING (true)', named);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO lms_ingest, lms_portal
      USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()))', named);
    CONTINUE WHEN named = 'notices_seen';
    EXECUTE format('CREATE POLICY every_tenant ON %I TO lms_aggregator USING (true) WITH CHECK (true)', named);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (prepared_at), DELETE ON events TO lms_aggregator;
GRANT SELECT, UPDATE (state, paused_because, failing_since, updated_at) ON webhooks TO lms_aggregator;
GRANT SELECT, INSERT, UPDATE (status, tries, next_attempt_at, fencing_token, lease_until, attempts)
  ON deliveries TO lms_aggregator;

-- Whoever applies a check may have it wait for approval.
GRANT INSERT ON events TO lms_ingest;
GRANT SELECT, INSERT ON events TO lms_portal;
GRANT SELECT (webhook_id, tenant_id, url, types, previous_secret_until, state, paused_because, failing_since, created_by,
  created_at, updated_at) ON webhooks TO lms_portal;
GRANT INSERT, DELETE, UPDATE (url, types, secret, state, paused_because, failing_since, updated_at) ON webhooks TO lms_portal;
GRANT SELECT, INSERT, UPDATE (status, tries, next_attempt_at) ON deliveries TO lms_portal;
GRANT SELECT, INSERT, UPDATE (seen_up_to) ON notices_seen TO lms_portal;

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled', 'import.applied',
    'import.approved', 'import.discarded', 'import.settings-changed', 'import.undone', 'record.undone',
    'original.downloaded', 'errors.downloaded', 'results.downloaded', 'report.downloaded', 'feed.opened', 'feed.closed',
    'files.removed', 'person.deleted', 'sessions.revoked', 'mapping.created', 'mapping.changed', 'mapping.deleted',
    'webhook.created', 'webhook.changed', 'webhook.deleted', 'webhook.secret-rotated', 'delivery.sent-again')) NOT VALID;
