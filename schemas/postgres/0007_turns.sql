SET LOCAL ROLE lms_owner;

-- How many rows follow each other on a partition is frozen with the import now; until then it was 500.
UPDATE imports SET reading = reading || '{"rowsInTurn": 500}' WHERE reading IS NOT NULL AND NOT reading ? 'rowsInTurn';
