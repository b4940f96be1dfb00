SET LOCAL ROLE lms_owner;

ALTER TABLE outbox
  -- How many rows the batch decided: what is not mirrored yet is bounded by it. 0: written by the version before.
  ADD COLUMN row_count int NOT NULL DEFAULT 0,
  -- Entries stay until they are mirrored, and the offsets of a topic that was made again begin at 0 again: the offset
  -- alone would collide with an entry of the topic before. In this order entries are published and mirrored.
  DROP CONSTRAINT outbox_pkey,
  ADD PRIMARY KEY (topic, partition, sequence, next_offset);
