import type { Values } from './oracle.ts';
import { clickhouse, sql } from './product.ts';

const COURSE_COLUMNS = `'Course Number', c.course_number, 'Course Name', c.course_name, 'Course Type', c.course_type,
  'Start Date', c.start_date::text, 'Completion Date', c.completion_date::text,
  'Score', trim_scale(c.score)::text, 'Duration Minutes', c.duration_minutes::text, 'Credits', trim_scale(c.credits)::text,
  'Instructor', c.instructor, 'Provider', c.provider, 'Location', c.location, 'Notes', c.notes`;

/**
 * Course records of a tenant whose course number begins with `prefix`, by `username / course number`.
 *
 * @param query runs a statement in another database than the product's
 */
export async function storedCourses(
  tenant: string,
  prefix: string,
  query: typeof sql = sql,
): Promise<Map<string, Values>> {
  const rows = await query<{ username: string; values: Values }>(
    `SELECT p.username, jsonb_build_object(${COURSE_COLUMNS}) AS values
     FROM course_records c JOIN people p USING (tenant_id, person_id) JOIN tenants t USING (tenant_id)
     WHERE t.slug = $1 AND starts_with(c.course_number, $2)`,
    [tenant, prefix],
  );
  return new Map(rows.map(({ username, values }) => [`${username} / ${values['Course Number']}`, values]));
}

/** The same from ClickHouse. */
export async function mirroredCourses(tenant: string, prefix: string): Promise<Map<string, Values>> {
  const rows = await clickhouse<Record<string, string | null> & { username: string }>(
    `SELECT p.username AS username, c.course_number AS \`Course Number\`, c.course_name AS \`Course Name\`,
       c.course_type AS \`Course Type\`, toString(c.start_date) AS \`Start Date\`,
       toString(c.completion_date) AS \`Completion Date\`, toString(c.score) AS \`Score\`,
       toString(c.duration_minutes) AS \`Duration Minutes\`, toString(c.credits) AS \`Credits\`,
       c.instructor AS \`Instructor\`, c.provider AS \`Provider\`, c.location AS \`Location\`, c.notes AS \`Notes\`
     FROM course_records AS c FINAL JOIN people AS p FINAL ON p.tenant_id = c.tenant_id AND p.person_id = c.person_id
     WHERE c.tenant_id = {tenant: UInt32} AND startsWith(c.course_number, {prefix: String})`,
    { tenant: await tenantId(tenant), prefix },
  );
  return new Map(rows.map(({ username, ...values }) => [`${username} / ${values['Course Number']}`, values]));
}

/** Certification records whose name begins with `prefix`, as sorted lines of `username` and values. */
export async function storedCertifications(
  tenant: string,
  prefix: string,
  query: typeof sql = sql,
): Promise<string[]> {
  const rows = await query<{ line: string }>(
    `SELECT jsonb_build_array(p.username, c.certification_name, c.certification_number, c.issuing_organization,
       c.issue_date::text, c.expiration_date::text, c.notes)::text AS line
     FROM certification_records c JOIN people p USING (tenant_id, person_id) JOIN tenants t USING (tenant_id)
     WHERE t.slug = $1 AND starts_with(c.certification_name, $2)`,
    [tenant, prefix],
  );
  return rows.map(({ line }) => JSON.stringify(JSON.parse(line))).sort();
}

/** The same from ClickHouse. */
export async function mirroredCertifications(tenant: string, prefix: string): Promise<string[]> {
  const rows = await clickhouse<{ line: (string | null)[] }>(
    `SELECT [toNullable(p.username), toNullable(c.certification_name), c.certification_number, c.issuing_organization,
       toNullable(toString(c.issue_date)), c.expiration_date, c.notes] AS line
     FROM certification_records AS c FINAL JOIN people AS p FINAL ON p.tenant_id = c.tenant_id AND p.person_id = c.person_id
     WHERE c.tenant_id = {tenant: UInt32} AND startsWith(c.certification_name, {prefix: String})`,
    { tenant: await tenantId(tenant), prefix },
  );
  return rows.map(({ line }) => JSON.stringify(line)).sort();
}

/** The oracle's certifications as {@link storedCertifications} tells them. */
export function certificationLines(
  certifications: readonly { readonly username: string; readonly values: Values }[],
): string[] {
  return certifications
    .map(({ username, values }) =>
      JSON.stringify([
        username,
        ...[
          'Certification Name',
          'Certification Number',
          'Issuing Organization',
          'Issue Date',
          'Expiration Date',
          'Notes',
        ].map((title) => values[title] ?? null),
      ]),
    )
    .sort();
}

/** The differences of two maps, few enough to read in a failing test's output. */
export function differences(
  actual: ReadonlyMap<string, Values>,
  expected: ReadonlyMap<string, Values>,
): string[] {
  const found: string[] = [];
  for (const key of new Set([...actual.keys(), ...expected.keys()])) {
    const [is, should] = [actual.get(key), expected.get(key)].map(
      (values) => values && JSON.stringify(sorted(values)),
    );
    if (is !== should) found.push(`${key}\n  is     ${is}\n  should ${should}`);
  }
  return found.slice(0, 10);
}

function sorted(values: Values): [string, string | null][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

export async function tenantId(slug: string): Promise<number> {
  const [row] = await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE slug = $1', [slug]);
  if (row === undefined) throw new Error(`There is no tenant ${slug}`);
  return row.tenant_id;
}
