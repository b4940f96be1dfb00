-- Records of a batch share their version: of a course's newest lines, the one of the highest person names it, always the
-- same one.
ALTER TABLE course_records ADD PROJECTION IF NOT EXISTS course_names (
  SELECT tenant_id, course_number, argMax(course_name, (version, person_id)), argMax(course_type, (version, person_id)),
    max(is_deleted)
  GROUP BY tenant_id, course_number
);

ALTER TABLE course_records MATERIALIZE PROJECTION course_names;

ALTER TABLE course_records DROP PROJECTION IF EXISTS courses;
