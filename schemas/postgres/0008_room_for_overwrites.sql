SET LOCAL ROLE lms_owner;

-- An import that overwrites mostly repeats an earlier one, whose rows lie side by side: it fills whole pages in one
-- transaction, which can reuse nothing it has itself made dead. With room for as much again, every one of those updates
-- stays on its page (HOT) and leaves the index alone: PostgreSQL took 10.2 instead of 12.6 µs for each (test/bench/log.md).
-- A record takes 400 bytes then; with a fifth of the page free it took fewer at first and 440 once it was overwritten.
-- Pages that exist keep what room they have.
ALTER TABLE course_records SET (fillfactor = 50);
