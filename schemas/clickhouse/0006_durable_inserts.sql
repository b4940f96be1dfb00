-- An insert is acknowledged only once its files and their folder are synced. Without it, an acknowledged insert lives in
-- the page cache for up to half a minute, and a machine that loses its power loses records whose import is Complete.
ALTER TABLE course_records MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE course_history MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE certification_records MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE people MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE imports MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
