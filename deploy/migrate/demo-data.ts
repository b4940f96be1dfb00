import { loadPeople } from '#shared/people/load-people.ts';
import type { PersonRecord, PersonRole } from '#shared/people/person-record.ts';
import { foldUsername } from '#shared/people/username.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { createTenant } from '#shared/tenants/tenants.ts';

/** Username, employee id, first name, last name, role. */
type DemoPerson = readonly [string, string, string, string, PersonRole];
type DemoTenant = { slug: string; name: string; people: readonly DemoPerson[] };

const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    slug: 'acme',
    name: 'Acme Construction',
    people: [
      ['avery.admin', 'E1001', 'Avery', 'Admin', 'admin'],
      // As the templates' examples have it, so that an example row can be imported.
      ['cameron.graham', 'E1042', 'Cameron', 'Graham', 'learner'],
      ['blake.ito', 'E1043', 'Blake', 'Ito', 'learner'],
      ['dana.okafor', 'E1044', 'Dana', 'Okafor', 'learner'],
      ['emre.yildiz', 'E1045', 'Emre', 'Yıldız', 'learner'],
      ['frances.oneill', 'E1046', 'Frances', "O'Neill", 'learner'],
      ['gabriela.nunez', 'E1047', 'Gabriela', 'Núñez', 'learner'],
      ['hana.svobodova', 'E1048', 'Hana', 'Svobodová', 'learner'],
      ['ines.muller', 'E1049', 'Inès', 'Müller', 'learner'],
      ['jun.tanaka', 'E1050', 'Jun', 'Tanaka', 'learner'],
      ['maya.thompson', 'E1051', 'Maya', 'Thompson', 'learner'],
      ['noor.haddad', 'E1052', 'Noor', 'Haddad', 'learner'],
      ['oluwaseun.adeyemi', 'E1053', 'Oluwaseun', 'Adeyemi', 'learner'],
      ['priya.raman', 'E1054', 'Priya', 'Raman', 'learner'],
    ],
  },
  {
    slug: 'globex',
    name: 'Globex Energy',
    people: [
      ['gale.admin', 'G-2001', 'Gale', 'Admin', 'admin'],
      ['kim.larsen', 'G-2002', 'Kim', 'Larsen', 'learner'],
      ['lee.santos', 'G-2003', 'Lee', 'Santos', 'learner'],
      ['quinn.baker', 'G-2004', 'Quinn', 'Baker', 'learner'],
      ['rosa.delgado', 'G-2005', 'Rosa', 'Delgado', 'learner'],
      ['samir.patel', 'G-2006', 'Samir', 'Patel', 'learner'],
      ['tove.lindqvist', 'G-2007', 'Tove', 'Lindqvist', 'learner'],
      ['uma.krishnan', 'G-2008', 'Uma', 'Krishnan', 'learner'],
      ['viktor.novak', 'G-2009', 'Viktor', 'Novák', 'learner'],
      ['wen.zhao', 'G-2010', 'Wen', 'Zhao', 'learner'],
      ['xavier.dubois', 'G-2011', 'Xavier', 'Dubois', 'learner'],
      ['yara.silva', 'G-2012', 'Yara', 'Silva', 'learner'],
      ['zofia.kowalska', 'G-2013', 'Zofia', 'Kowalska', 'learner'],
    ],
  },
];

export const DEMO_TENANT_SLUGS: readonly string[] = DEMO_TENANTS.map(({ slug }) => slug);

/**
 * Adds the demo's tenants with their people. A tenant that exists already is left as it is, whatever was changed
 * in it since.
 *
 * @param adminUrl a connection that row level security does not bind
 */
export async function loadDemoData(adminUrl: string): Promise<void> {
  const pool = createPool(adminUrl, { applicationName: 'demo-data', max: 1, onError: () => undefined });
  try {
    for (const { slug, name, people } of DEMO_TENANTS) {
      // One transaction: an interrupted start leaves both or neither.
      await inTransaction(pool, async (client) => {
        const isNew = await createTenant(client, { slug, name });
        if (isNew)
          await loadPeople(
            client,
            slug,
            people.map((person) => toRecord(person, slug)),
          );
      });
    }
  } finally {
    await pool.end();
  }
}

function toRecord([username, employeeId, firstName, lastName, role]: DemoPerson, slug: string): PersonRecord {
  const email = `${username}@${slug}.example`;
  return { username, usernameFolded: foldUsername(username), employeeId, firstName, lastName, email, role };
}
