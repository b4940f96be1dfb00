SET LOCAL ROLE lms_owner;

ALTER TABLE outbox
  -- How many rows the batch decided: what is not mirrored yet is bounded by it. 0: written by the version before.
  ADD COLUMN row_count int NOT NULL DEFAULT 0,
  -- Entries stay until they are mirrored, and the offsets of a topic that was made again begin at 0 again: the offset
  -- alone would collide with an entry of the topic before. In this order entries are published and mirrored.
  DROP CONSTRAINT outbox_pkey,
  ADD PRIMARY KEY (topic, partition, sequence, next_offset);

-- A partition that is read from its beginning again, since its row was deleted (runbook), goes on with its numbers: batches
-- numbered from 1 again would be taken for repeats of those that are mirrored, and never reach anybody.
CREATE FUNCTION go_on_with_sequence() RETURNS trigger
  LANGUAGE plpgsql
  AS $$
BEGIN
  NEW.sequence := greatest(
    NEW.sequence,
    (SELECT sequence FROM mirror_positions WHERE topic = NEW.topic AND partition = NEW.partition),
    (SELECT max(sequence) FROM outbox WHERE topic = NEW.topic AND partition = NEW.partition)
  );
  RETURN NEW;
END $$;
CREATE TRIGGER go_on_with_sequence BEFORE INSERT ON consumed FOR EACH ROW EXECUTE FUNCTION go_on_with_sequence();
