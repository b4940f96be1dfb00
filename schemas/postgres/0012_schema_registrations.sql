SET LOCAL ROLE lms_owner;

-- Every schema that a service has registered, under the id that its messages carry. The log outlives a registry that was
-- lost: with these rows its messages stay readable, and the registry can be given the same ids again. Rows are never
-- changed: a message with an id is read by the same schema for ever.
CREATE TABLE schema_registrations (
  schema_id int PRIMARY KEY CHECK (schema_id >= 0),
  -- The record's name within lms.training; the registry's subject is its full name.
  record_name text NOT NULL,
  -- The text as it was registered: with another text for the same schema, a registry may give another id.
  schema text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT ON schema_registrations TO lms_producer, lms_writer;
GRANT SELECT ON schema_registrations TO lms_aggregator;
