SET LOCAL ROLE lms_owner;

-- Records of a bounded feed may be sent again long after it was finished, and are known by their numbers. Where these are
-- exactly 1 to its total, as they are for nearly every producer, this column takes the place of a row for each number.
-- NULL: not looked at yet; 0: the numbers are others, and feed_rows keeps them.
ALTER TABLE imports ADD COLUMN numbers_known_to bigint CHECK (numbers_known_to >= 0);
CREATE INDEX imports_with_feed_rows ON imports (completed_at)
  WHERE completed_at IS NOT NULL AND source = 'feed' AND feed_day IS NULL AND numbers_known_to IS NULL;

-- ingest replaces the rows, beside its other retention.
GRANT UPDATE (numbers_known_to) ON imports TO lms_producer;
