import pg from 'pg';
import { foldUsername } from '#shared/people/username.ts';
import { PEOPLE } from './identity/demo.ts';

/** A tenant of the demo and those of its people who have no sign-in: username, employee id, first and last name. */
type DemoTenant = {
  slug: string;
  name: string;
  learners: readonly (readonly [string, string, string, string])[];
};

const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    slug: 'acme',
    name: 'Acme',
    learners: [
      ['blake.ito', 'A-1003', 'Blake', 'Ito'],
      ['dana.okafor', 'A-1004', 'Dana', 'Okafor'],
      ['emre.yildiz', 'A-1005', 'Emre', 'Yıldız'],
      ['frances.oneill', 'A-1006', 'Frances', "O'Neill"],
      ['gabriela.nunez', 'A-1007', 'Gabriela', 'Núñez'],
      ['hana.svobodova', 'A-1008', 'Hana', 'Svobodová'],
      ['ines.muller', 'A-1009', 'Inès', 'Müller'],
      ['jun.tanaka', 'A-1010', 'Jun', 'Tanaka'],
    ],
  },
  {
    slug: 'globex',
    name: 'Globex',
    learners: [
      ['kim.larsen', 'G-2002', 'Kim', 'Larsen'],
      ['lee.santos', 'G-2003', 'Lee', 'Santos'],
    ],
  },
];

type Row = {
  username: string;
  employeeId: string;
  firstName: string;
  lastName: string;
  role: 'admin' | 'learner';
};

/** Employee ids of those who sign in. */
const EMPLOYEE_IDS = new Map([
  ['avery.admin', 'A-1001'],
  ['cameron.graham', 'A-1002'],
  ['gale.admin', 'G-2001'],
]);

/**
 * Adds the demo's tenants with their people. A tenant that exists already is left as it is, whatever was changed
 * in it since.
 *
 * @param adminUrl a connection that row level security does not bind
 */
export async function loadDemoData(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'demo-data' });
  await client.connect();
  try {
    for (const tenant of DEMO_TENANTS) await addTenant(client, tenant);
  } finally {
    await client.end();
  }
}

/** Tenant and people in one statement: an interrupted start leaves both or neither. */
async function addTenant(client: pg.Client, tenant: DemoTenant): Promise<void> {
  const people = peopleOf(tenant);
  await client.query(
    `WITH tenant AS (
       INSERT INTO tenants (slug, name, people_version) VALUES ($1, $2, 1)
       ON CONFLICT (slug) DO NOTHING
       RETURNING tenant_id
     )
     INSERT INTO people (tenant_id, username, username_folded, employee_id, first_name, last_name, email, role, people_version)
     SELECT tenant_id, username, username_folded, employee_id, first_name, last_name, username || '@' || $1 || '.example', role, 1
     FROM tenant, unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS person (username, username_folded, employee_id, first_name, last_name, role)`,
    [
      tenant.slug,
      tenant.name,
      people.map((person) => person.username),
      people.map((person) => foldUsername(person.username)),
      people.map((person) => person.employeeId),
      people.map((person) => person.firstName),
      people.map((person) => person.lastName),
      people.map((person) => person.role),
    ],
  );
}

function peopleOf(tenant: DemoTenant): Row[] {
  const signedUp = PEOPLE.filter((person) => person.tenant === tenant.slug).map(
    ({ username, name, roles }) => {
      const [firstName = '', lastName = ''] = name.split(' ');
      const role = roles.includes('lms_admin') ? ('admin' as const) : ('learner' as const);
      return { username, employeeId: EMPLOYEE_IDS.get(username) ?? username, firstName, lastName, role };
    },
  );
  const learners = tenant.learners.map(([username, employeeId, firstName, lastName]) => ({
    username,
    employeeId,
    firstName,
    lastName,
    role: 'learner' as const,
  }));
  return [...signedUp, ...learners];
}
