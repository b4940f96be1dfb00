SET LOCAL ROLE lms_owner;

ALTER TABLE imports
  -- What the whole file was found to be when it was accepted (schemas/http, Inspection): null for feeds, for files accepted
  -- before there was one, and once the file itself was removed, since it holds values of the file.
  ADD COLUMN inspection jsonb,
  -- What is worth saying of the file though it was accepted, a list of code, message, columns and row. It goes with the file.
  ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';

-- Whoever removes old files removes what was taken from them.
GRANT UPDATE (inspection, warnings) ON imports TO lms_producer;
