-- What each course is called by its newest line, kept with every part: "Courses by Course" then reads as many lines as
-- there are courses. Lines that were replaced may count here, as the newest of all lines is never one of them.
ALTER TABLE course_records MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild';

ALTER TABLE course_records ADD PROJECTION IF NOT EXISTS courses (
  SELECT tenant_id, course_number, argMax(course_name, version), argMax(course_type, version), max(is_deleted)
  GROUP BY tenant_id, course_number
);

-- In the background, for what was there before; until then those parts are read whole.
ALTER TABLE course_records MATERIALIZE PROJECTION courses;
