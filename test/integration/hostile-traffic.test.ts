import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { besides } from '../support/bystander.ts';
import { loadPeople } from '../support/commands.ts';
import { signedToken } from '../support/credentials.ts';
import { HeldConnection } from '../support/held-connection.ts';
import { leftBehind } from '../support/left-behind.ts';
import { accept, call, endpoints, eventually, finished, importFile, sql, token } from '../support/product.ts';
import { rawExchange } from '../support/raw-exchange.ts';

/** What a tenant may have under way at once, as the services bound it. */
const DOWNLOADS_PER_TENANT = 2;
const STREAMS_PER_CALLER = 30;
const UPLOADS_PER_TENANT = 6;
const UPLOADS_AT_ONCE = 16;
const KEPT_FOR_NEWCOMERS = 4;
const PLACES_OF_ALL = UPLOADS_AT_ONCE - KEPT_FOR_NEWCOMERS;

/** What a slow upload sends twice a second: enough as long as nobody waits, however long it takes. */
const DRIP = 'x'.repeat(2_000);

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date,Notes';
const THREE = ['slow-one', 'slow-two', 'slow-three'];
const FOURTH_FILE = `${HEADER}\nkim.larsen,SLOW-1,Slow,OJT,2020-01-01,`;
const held: HeldConnection[] = [];

afterEach(() => {
  for (const { socket } of held.splice(0)) socket.destroy();
});

function hold(head: readonly string[], body = ''): HeldConnection {
  const connection = new HeldConnection(endpoints().portal, head, body);
  held.push(connection);
  return connection;
}

async function bearer(): Promise<string> {
  return `Authorization: Bearer ${await token('acme-hr')}`;
}

describe('a tenant that reads no report it asks for', () => {
  beforeAll(async () => {
    // More than the systems on the way take in for a client that does not read.
    const people = Array.from({ length: 6_000 }, (_, n) => ({ username: `hostile.${n}`, employeeId: null }));
    await loadPeople('acme', people);
    const notes = 'x'.repeat(1_900);
    const rows = people.map(({ username }) => `${username},HOSTILE-1,Long,OJT,2020-01-01,${notes}`);
    await importFile([HEADER, ...rows].join('\n'));
    await importFile(`${HEADER}\nkim.larsen,HOSTILE-1,Long,OJT,2020-01-01,x`, { client: 'globex-hr' });
  });

  it("holds its own downloads, and nobody else's", async () => {
    const authorization = await bearer();
    const line = 'GET /api/reports/courses-by-course?course=HOSTILE-1&format=csv HTTP/1.1';
    const seen = await besides('globex-hr', async () => {
      const attack = Array.from({ length: 10 }, () => hold([line, authorization]));
      const statuses = await Promise.all(attack.map(({ status }) => status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(DOWNLOADS_PER_TENANT);
      expect(statuses.filter((status) => status === 429)).toHaveLength(10 - DOWNLOADS_PER_TENANT);
      const other = await call('globex-hr', '/api/reports/courses-by-course?course=HOSTILE-1&format=csv');
      expect(await other.text()).toContain('HOSTILE-1');
      // They were still held while the other tenant's came.
      expect(attack.filter(({ isOpen }) => isOpen).length).toBeGreaterThanOrEqual(DOWNLOADS_PER_TENANT);
    });
    expect(seen.failures).toEqual([]);
    expect(seen.answered).toBeGreaterThan(0);
  });

  it('waits for its own pages, and nobody else does', async () => {
    const seen = await besides('globex-hr', async () => {
      const pages = Array.from({ length: 40 }, () =>
        call('acme-hr', '/api/reports/courses-by-course?course=HOSTILE-1&limit=200&sort=notes'),
      );
      for (const page of await Promise.all(pages)) {
        await page.arrayBuffer();
        // What waits for too long on a busy machine is told to come back.
        expect([200, 429]).toContain(page.status);
      }
    });
    expect(seen.failures).toEqual([]);
  });
});

it('one caller has so many event streams, and other tenants theirs', async () => {
  const opened = await call('acme-hr', '/api/feeds', { method: 'POST', body: '{"type":"courses"}' });
  const feed = (await opened.json()) as { id: string };
  const theirs = await call('globex-hr', '/api/feeds', { method: 'POST', body: '{"type":"courses"}' });
  const other = (await theirs.json()) as { id: string };
  const authorization = await bearer();
  const attack = Array.from({ length: STREAMS_PER_CALLER + 10 }, () =>
    hold([`GET /api/imports/${feed.id}/events HTTP/1.1`, authorization]),
  );
  const statuses = await Promise.all(attack.map(({ status }) => status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(STREAMS_PER_CALLER);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  const stream = await call('globex-hr', `/api/imports/${other.id}/events`);
  expect(stream.status).toBe(200);
  await stream.body?.cancel();

  // A stream that is given up makes room for the next.
  for (const { socket } of attack.slice(0, 5)) socket.destroy();
  await eventually(
    () => hold([`GET /api/imports/${feed.id}/events HTTP/1.1`, authorization]).status,
    (status) => status === 200,
  );
  await call('acme-hr', `/api/feeds/${feed.id}/close`, { method: 'POST', body: '{"total":0}' });
  await call('globex-hr', `/api/feeds/${other.id}/close`, { method: 'POST', body: '{"total":0}' });
});

describe('slow uploads', () => {
  const drips: NodeJS.Timeout[] = [];
  afterEach(() => {
    for (const drip of drips.splice(0)) clearInterval(drip);
  });

  /** Uploads of tenants of their own, which send just enough not to be ended. */
  async function slowUploads(slugs: readonly string[], each: number): Promise<HeldConnection[]> {
    const attack: HeldConnection[] = [];
    for (const slug of slugs) {
      await sql('INSERT INTO tenants (slug, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [slug]);
      const { Authorization = '' } = await signedToken({
        claims: { tenant: slug, roles: ['lms_admin'], sub: slug },
      });
      for (let n = 0; n < each; n += 1) attack.push(slowUpload(Authorization));
    }
    const drip = setInterval(() => {
      for (const { socket } of attack) if (socket.writable) socket.write(DRIP);
    }, 500);
    drips.push(drip);
    return attack;
  }

  /**
   * Has three tenants hold all places that are not kept, as many each, and wait for more. Had one of them fewer places
   * than the others, theirs would be ended for it while it waits.
   */
  async function fillPlaces(): Promise<HeldConnection[]> {
    const attack = await slowUploads(THREE, PLACES_OF_ALL / THREE.length);
    await eventually(leftBehind, ({ intents }) => intents.length === PLACES_OF_ALL);
    attack.push(...(await slowUploads(THREE, UPLOADS_PER_TENANT)));
    return attack;
  }

  it('of three tenants leave a fourth its place', async () => {
    const attack = await fillPlaces();
    const { id } = await accept(FOURTH_FILE, { client: 'globex-hr' });
    // None of theirs had to be ended for it: as many are still read.
    expect((await leftBehind()).intents).toHaveLength(PLACES_OF_ALL);
    expect(attack.filter(({ isOpen }) => isOpen).length).toBeGreaterThanOrEqual(PLACES_OF_ALL);
    expect(await finished(id, 'globex-hr')).toMatchObject({ status: 'Complete' });
  });

  it('of many tenants give way to one that waits', async () => {
    const attack = await fillPlaces();
    attack.push(...(await slowUploads(['slow-four', 'slow-five', 'slow-six', 'slow-seven'], 1)));
    await eventually(leftBehind, ({ intents }) => intents.length === UPLOADS_AT_ONCE);
    const accepted = await eventually(
      () => accept(FOURTH_FILE, { client: 'globex-hr' }).catch(() => undefined),
      (view) => view !== undefined,
      90_000,
    );
    expect(attack.some(({ isOpen }) => isOpen)).toBe(true);
    expect(await finished(accepted?.id ?? '', 'globex-hr')).toMatchObject({ status: 'Complete' });
  });
});

function slowUpload(authorization: string): HeldConnection {
  const start = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${HEADER}\n`;
  return hold(
    [
      'POST /api/imports?type=courses HTTP/1.1',
      `Authorization: ${authorization}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 10000000',
    ],
    start,
  );
}

describe('a request whose target is a whole address', () => {
  it.each(['clickhouse', 'ingest', 's3'] as const)('reaches no %s', async (server) => {
    const { clickhouse, ingest, s3 } = endpoints();
    const origin = new URL({ clickhouse: clickhouse.url, ingest, s3: s3.endpoint }[server]).origin;
    for (const to of [endpoints().portal, endpoints().ingest]) {
      for (const target of [`${origin}/api/imports?query=SELECT%201`, `${origin.slice(5)}/api/imports`]) {
        const { status, text } = await rawExchange(to, [
          `POST ${target} HTTP/1.1`,
          'Host: localhost',
          await bearer(),
          'Connection: close',
          'Content-Length: 0',
        ]);
        expect(status).toBe(400);
        expect(text).toContain('invalid-parameter');
      }
    }
  });
});

it('addresses of thousands of dots cost nobody anything', async () => {
  const seen = await besides('globex-hr', async () => {
    const url = `${endpoints().portal}/${'.a'.repeat(7_000)}/`;
    for (let n = 0; n < 10; n += 1) expect((await fetch(url)).status).toBe(200);
  });
  expect(seen.failures).toEqual([]);
});
