SET LOCAL ROLE lms_owner;

-- An import that overwrites mostly repeats an earlier one, whose rows lie side by side: it fills whole pages in one
-- transaction, which can reuse nothing it has itself made dead. With room for as much again, 998 of 1,000 such updates
-- stay on their page (HOT) and leave the index alone; with a fifth of the page free a third did. PostgreSQL took 10.2
-- instead of 12.6 µs for each (test/bench/log.md). A record takes 430 bytes then; before it took 460 once it was overwritten.
-- Pages that exist keep what room they have.
ALTER TABLE course_records SET (fillfactor = 50);
