SET LOCAL ROLE lms_owner;

-- A text as searches compare it: without accents, letters that carry a stroke or are two in one as plain ones, and in
-- small letters whatever the collation of the columns it is made of.
CREATE FUNCTION fold_text(of_text text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN replace(replace(replace(replace(
    translate(
      lower(regexp_replace(normalize(of_text, NFD), '[\u0300-\u036f]', '', 'g') COLLATE pg_c_utf8),
      'łøđħŧıð', 'lodhtid'
    ),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

ALTER TABLE people ALTER COLUMN search_text SET EXPRESSION AS (
  public.fold_text(
    username || ' ' || coalesce(employee_id, '') || ' ' || first_name || ' ' || last_name || ' ' || coalesce(email, '')
  )
);
