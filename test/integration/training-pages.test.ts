import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { signedToken } from '../support/credentials.ts';
import { endpoints, importFile, sql } from '../support/product.ts';

const CERTIFICATIONS = 12_003;
const COURSES = 5_000;
const PAGE = 5_000;

interface Training {
  readonly courses: readonly { readonly courseNumber: string }[];
  readonly certifications: readonly { readonly certificationNumber: string; readonly issueDate: string }[];
  readonly next?: string;
}

let headers: Record<string, string>;
let personId: string;

beforeAll(async () => {
  await loadPeople('acme', [{ username: 'long.life', employeeId: null }]);
  const certifications = Array.from(
    { length: CERTIFICATIONS },
    (_, n) => `long.life,Certificate ${n % 7},N-${n},20${String(10 + (n % 10))}-01-01`,
  );
  await importFile(
    ['Username,Certification Name,Certification Number,Issue Date', ...certifications].join('\n'),
    {
      type: 'certifications',
    },
  );
  const courses = Array.from(
    { length: COURSES },
    (_, n) => `long.life,LL-${n},Long,OJT,2020-01-0${1 + (n % 9)}`,
  );
  await importFile(['Username,Course Number,Course Name,Course Type,Completion Date', ...courses].join('\n'));
  headers = { ...(await signedToken({ claims: { tenant: 'acme', roles: ['learner'], sub: 'long.life' } })) };
  const [row] = await sql<{ person_id: string }>("SELECT person_id FROM people WHERE username = 'long.life'");
  personId = String(row?.person_id);
});

function ask(path: string, as = headers): Promise<Response> {
  return fetch(`${endpoints().portal}${path}`, { headers: as });
}

async function pages(path: string, as = headers): Promise<Training[]> {
  const all: Training[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const response = await ask(`${path}${next === '' ? '' : `?cursor=${next}`}`, as);
    expect(response.status).toBe(200);
    const page = (await response.json()) as Training;
    all.push(page);
    ({ next } = page);
  }
  return all;
}

it.each(['learner', 'lms_admin'])(
  'a long history comes in pages, each record once, for a %s',
  async (role) => {
    const admin = { ...(await signedToken()) };
    const all =
      role === 'learner'
        ? await pages('/api/me/training')
        : await pages(`/api/people/${personId}/training`, admin);
    expect(all.map(({ certifications }) => certifications.length)).toEqual([
      PAGE,
      PAGE,
      CERTIFICATIONS - 2 * PAGE,
    ]);
    // All of a kind that has no more are in the first page.
    expect(all.map(({ courses }) => courses.length)).toEqual([COURSES, 0, 0]);
    const certifications = all.flatMap((page) => page.certifications);
    expect(new Set(certifications.map((one) => one.certificationNumber)).size).toBe(CERTIFICATIONS);
    const dates = certifications.map(({ issueDate }) => issueDate);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(new Set(all.flatMap(({ courses }) => courses.map((one) => one.courseNumber))).size).toBe(COURSES);
  },
);

it('many calls of one caller are answered few at a time', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask('/api/me/training')));
  const statuses = await Promise.all(
    answers.map(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  // Two are sent and twenty wait; what is more is told to come back.
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

it.each([
  ['of another list', ['people', 'a', 'b', 1]],
  ['without a day', ['training', ['0000-01-01', 'x'], null]],
  ['with a text that cannot be', ['training', ['2020-01-01', '\0'], null]],
  ['with a number that cannot be', ['training', null, ['2020-01-01', 'x', -1]]],
])('a cursor %s is refused', async (_what, parts) => {
  const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
  expect((await ask(`/api/me/training?cursor=${cursor}`)).status).toBe(400);
});
