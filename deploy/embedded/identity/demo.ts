/** The sign-ins of the demo. They are public on purpose: the embedded servers listen on this machine only. */
export const DEMO_PASSWORD = 'demo';

export type Person = { username: string; name: string; tenant: string; roles: readonly string[] };

export const PEOPLE: readonly Person[] = [
  { username: 'avery.admin', name: 'Avery Admin', tenant: 'acme', roles: ['lms_admin'] },
  { username: 'cameron.graham', name: 'Cameron Graham', tenant: 'acme', roles: ['learner'] },
  { username: 'gale.admin', name: 'Gale Admin', tenant: 'globex', roles: ['lms_admin'] },
];

/** A program that signs in with a secret and then acts as `subject`. */
export type ProgramClient = {
  id: string;
  secret: string;
  subject: string;
  tenant: string;
  roles: readonly string[];
};

export const CLIENTS: readonly ProgramClient[] = [
  { id: 'acme-hr', secret: DEMO_PASSWORD, subject: 'acme-hr', tenant: 'acme', roles: ['lms_admin'] },
  { id: 'globex-hr', secret: DEMO_PASSWORD, subject: 'globex-hr', tenant: 'globex', roles: ['lms_admin'] },
  {
    id: 'acme-cameron',
    secret: DEMO_PASSWORD,
    subject: 'cameron.graham',
    tenant: 'acme',
    roles: ['learner'],
  },
];

/** Undefined unless both fit. Usernames match whatever the case, as everywhere in the product. */
export function personFor(username: string, password: string): Person | undefined {
  return password === DEMO_PASSWORD ? personNamed(username.trim().toLowerCase()) : undefined;
}

export function personNamed(username: string): Person | undefined {
  return PEOPLE.find((person) => person.username === username);
}
