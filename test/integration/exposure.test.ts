import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchJavaServers } from '../../deploy/embedded/java-servers.ts';
import { choosePorts } from '../../deploy/embedded/ports.ts';
import { loadSecrets } from '../../deploy/embedded/secrets.ts';
import { PORT_NAMES } from '../../deploy/embedded/servers/context.ts';
import { kafkaPart } from '../../deploy/embedded/servers/kafka.ts';
import { endpoints } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

const OTHERS = 0o077;
const SERVICES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;

/** The state of a listening socket in /proc/net/tcp. */
const LISTENING = '0A';
/** 127.0.0.1, the same as an IPv6 address, and ::1, as the kernel writes them. */
const LOOPBACK = ['0100007F', '0000000000000000FFFF00000100007F', '00000000000000000000000001000000'];

/** Where the processes of a part listen, as the kernel writes addresses: `<address>:<port>`. */
async function listeningOf(pid: number): Promise<string[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')),
  );
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && inodes.has(fields[9]))
    .map((fields) => fields[1] ?? '');
}

/** Every password that the product made. */
async function passwords(file: string): Promise<string[]> {
  const collect = (value: unknown): string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(collect) : [String(value)];
  return collect(JSON.parse(await readFile(file, 'utf8')));
}

it.each(Object.keys(endpoints().pids))('%s listens for this machine alone', async (part) => {
  const [pid] = endpoints().pids[part] ?? [];
  const listening = await listeningOf(Number(pid));
  expect(listening).not.toEqual([]);
  expect(listening.filter((socket) => !LOOPBACK.includes(socket.split(':')[0] ?? ''))).toEqual([]);
});

describe.each(SERVICES)('%s', (service) => {
  it('answers those who operate it on a port of its own, which has nothing else', async () => {
    const url = endpoints().management[service];
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await fetch(url + path)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_resident_memory_bytes');
    for (const path of ['/', '/api/imports', '/api/me/training', '/metrics/x'])
      expect((await fetch(url + path)).status, path).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
  });
});

it('metrics are not there for whom a proxy speaks', async () => {
  for (const url of [endpoints().portal, endpoints().ingest]) {
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    for (const header of ['X-Forwarded-For', 'Forwarded', 'Via'])
      expect((await fetch(`${url}/metrics`, { headers: { [header]: '192.0.2.1' } })).status, header).toBe(
        404,
      );
  }
});

describe('logs', () => {
  const folder = join(dataDir(), 'logs');

  it('are for the owner alone', async () => {
    expect((await stat(folder)).mode & OTHERS).toBe(0);
    for (const name of await readdir(folder))
      expect((await stat(join(folder, name))).mode & OTHERS, name).toBe(0);
  });

  it('have no password, and none that is salted', async () => {
    const secrets = await passwords(join(dataDir(), 'secrets.json'));
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(
        secrets.some((secret) => text.includes(secret)),
        name,
      ).toBe(false);
      expect(/storedKey|serverKey|saltedPassword/i.test(text), name).toBe(false);
    }
  });
});

it.each(Object.keys(endpoints().pids))(
  '%s knows nothing of the environment it was started from',
  async (part) => {
    const [pid] = endpoints().pids[part] ?? [];
    const names = (await readFile(`/proc/${pid}/environ`, 'utf8'))
      .split('\0')
      .map((entry) => entry.split('=')[0]);
    // Those of the test run, which started the product.
    expect(names.filter((name) => /^(npm_|VITEST|INIT_CWD)/.test(name ?? ''))).toEqual([]);
    const foreign = { portal: /^(KAFKA|REGISTRY)_/, 'transcript-writer': /^(S3|CLICKHOUSE|OIDC|SESSION)_/ };
    const forbidden = Object.entries(foreign).find(([name]) => name === part)?.[1];
    if (forbidden !== undefined) expect(names.filter((name) => forbidden.test(name ?? ''))).toEqual([]);
  },
);

describe("Kafka's first start", () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('shows no password in the list of processes', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'first-start-'));
    folders.push(dataDir);
    const context = {
      dataDir,
      java: await fetchJavaServers(() => {}),
      secrets: await loadSecrets(dataDir),
      ports: await choosePorts(dataDir, PORT_NAMES),
      portalUrl: 'http://localhost',
    };
    const secrets = Object.values(context.secrets.kafka);
    let done = false;
    const preparing = kafkaPart(context)
      .command()
      .finally(() => {
        done = true;
      });
    const seen = new Set<string>();
    while (!done) {
      for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
        const call = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
        if (call.includes(dataDir)) seen.add(call);
      }
    }
    await preparing;
    expect([...seen].some((call) => call.includes('format'))).toBe(true);
    expect([...seen].filter((call) => secrets.some((secret) => call.includes(secret)))).toEqual([]);
    expect((await readdir(join(dataDir, 'kafka'))).sort()).toEqual(['data', 'server.properties', 'tmp']);
  });
});

describe('the registry', () => {
  const schema = JSON.stringify({ schema: JSON.stringify({ type: 'record', name: 'Stranger', fields: [] }) });
  const subject = `stranger-${Date.now().toString(36)}`;
  const { url, username, password } = endpoints().registry;
  const request = (
    path: string,
    init: { method?: string; body?: string; as?: string } = {},
  ): Promise<Response> =>
    fetch(url + path, {
      method: init.method ?? 'GET',
      headers: {
        'Content-Type': 'application/json',
        ...(init.as === undefined
          ? {}
          : { Authorization: `Basic ${Buffer.from(init.as).toString('base64')}` }),
      },
      ...(init.body === undefined ? {} : { body: init.body }),
    });

  it('is read by everybody', async () => {
    expect((await request('/subjects')).status).toBe(200);
    const known = await request('/subjects/lms.training.CourseRecord/versions/latest');
    expect(known.status).toBe(200);
    const { schema: text } = (await known.json()) as { schema: string };
    const lookUp = { method: 'POST', body: JSON.stringify({ schema: text }) };
    expect((await request('/subjects/lms.training.CourseRecord', lookUp)).status).toBe(200);
  });

  it.each([undefined, 'ingest:wrong', 'aggregator:'])('is not written by who signs in as %s', async (as) => {
    const who = as === undefined ? {} : { as };
    const register = { method: 'POST', body: schema, ...who };
    expect((await request(`/subjects/${subject}/versions`, register)).status).toBe(401);
    expect((await request('/subjects/lms.training.CourseRecord', { method: 'DELETE', ...who })).status).toBe(
      401,
    );
    const lax = { method: 'PUT', body: '{"compatibility":"NONE"}', ...who };
    expect((await request('/config/lms.training.CourseRecord', lax)).status).toBe(401);
  });

  it('is written by who may', async () => {
    const register = { method: 'POST', body: schema, as: `${username}:${password}` };
    expect((await request(`/subjects/${subject}/versions`, register)).status).toBe(200);
  });
});
