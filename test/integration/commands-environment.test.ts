import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { feedTopic } from '#shared/kafka/client/topics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { type CommandResult, runCommandWith } from '../support/commands.ts';
import { endpoints, sql } from '../support/product.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-environment-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The running product, as an operator would describe another installation. */
function installation(): Record<string, string> {
  const { kafka, postgres, clickhouse, registry, s3, portal, identity } = endpoints();
  return {
    POSTGRES_ADMIN_URL: postgres.url,
    CLICKHOUSE_URL: clickhouse.url,
    CLICKHOUSE_DATABASE: clickhouse.database,
    CLICKHOUSE_USERNAME: clickhouse.username,
    CLICKHOUSE_PASSWORD: clickhouse.password,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
    KAFKA_SASL_MECHANISM: kafka.mechanism,
    KAFKA_USERNAME: kafka.users['admin']?.username ?? '',
    KAFKA_PASSWORD: kafka.users['admin']?.password ?? '',
    REGISTRY_URL: registry.url,
    S3_ENDPOINT: s3.endpoint,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
    S3_BUCKET: s3.bucket,
    PORTAL_URL: portal,
    OIDC_TOKEN_URL: identity.token,
  };
}

/** Runs a command that can find no product but the one that `environment` describes. */
function run(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = installation(),
): Promise<CommandResult> {
  return runCommandWith(environment, script, args);
}

async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

describe('an installation that the environment alone describes', () => {
  it('takes people, and a file with the secret of an OAuth client', async () => {
    const people = await file(
      'people.csv',
      'username,employee_id,first_name,last_name,email,role',
      'env.one,,E,O,,learner',
    );
    const { POSTGRES_ADMIN_URL = '', PORTAL_URL = '', OIDC_TOKEN_URL = '' } = installation();
    expect(await run('people-load', ['--tenant', 'globex', people], { POSTGRES_ADMIN_URL })).toEqual({
      code: 0,
      output: '1 people: 1 added, 0 updated, 0 unchanged\n',
    });
    const csv = await file(
      'courses.csv',
      'Username,Course Number,Course Name,Course Type,Completion Date',
      'env.one,ENV-1,Safety,OJT,2020-01-01',
    );
    const args = [csv, '--type', 'courses', '--tenant', 'globex', '--wait'];
    const addresses = { PORTAL_URL, OIDC_TOKEN_URL };
    expect(await run('import', args, addresses)).toEqual({
      code: 1,
      output:
        'The secret of the client globex-hr is not known: set IMPORT_CLIENT_SECRET, or IMPORT_TOKEN to an access token.\n',
    });
    expect(await run('import', args, { ...addresses, IMPORT_CLIENT_SECRET: 'demo' })).toMatchObject({
      code: 0,
      output: expect.stringContaining('Complete: 1 of 1 rows succeeded, 0 failed'),
    });
  });

  it('shows where partitions are read, and is compared with its mirror', async () => {
    const partitions = await run('partitions', []);
    expect(partitions).toMatchObject({ code: 0, output: expect.stringContaining('training-records/0') });
    const compared = await run('reconcile', ['--tenant', 'globex']);
    expect(compared).toMatchObject({
      code: 0,
      output: expect.stringContaining('globex course_records: the same'),
    });
  });

  it('gets a tenant, whose Kafka user can sign in with the password shown', async () => {
    const created = await run('tenant-create', ['described', 'Described']);
    expect(created.code).toBe(0);
    const password = /^Kafka password +(\S+)$/m.exec(created.output)?.[1] ?? '';
    expect(await sql("SELECT name FROM tenants WHERE slug = 'described'")).toEqual([{ name: 'Described' }]);
    expect(await readsItsTopic(password)).toBe(true);

    const repeated = await run('tenant-create', ['described', 'Described']);
    expect(repeated).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is a tenant described already'),
    });
    const again = await run('tenant-create', ['described', 'Described', '--again']);
    const newPassword = /^Kafka password +(\S+)$/m.exec(again.output)?.[1] ?? '';
    expect(await readsItsTopic(newPassword)).toBe(true);
    await expect(readsItsTopic(password)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('is asked for the settings that a command needs, and for no others', async () => {
    const { KAFKA_BROKERS = '', ...others } = installation();
    const { code, output } = await run('partitions', [], others);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/^Settings cannot be used:\n +KAFKA_BROKERS: /),
    });
    expect(await run('outbox', [], { KAFKA_BROKERS })).toMatchObject({
      code: 1,
      output: expect.stringContaining('POSTGRES_ADMIN_URL'),
    });
  });

  it('is not guessed where a product of npm start is named too', async () => {
    const { code, output } = await run('outbox', [], { ...installation(), DATA_DIR: folder });
    expect({ code, output }).toEqual({
      code: 1,
      output:
        'Both DATA_DIR and POSTGRES_ADMIN_URL are set: unset one of them, to say which installation is meant.\n',
    });
  });
});

/** Whether the tenant's user can sign in and see its feed's topic. */
async function readsItsTopic(password: string): Promise<boolean> {
  const { kafka } = endpoints();
  const admin = createKafkaAdmin(
    {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
      KAFKA_SASL_MECHANISM: kafka.mechanism,
      KAFKA_USERNAME: 'described-hr',
      KAFKA_PASSWORD: password,
    },
    'test',
    createLogger('test', 'silent'),
  );
  try {
    return (await admin.countPartitions(feedTopic('described'))) > 0;
  } finally {
    await admin.close();
  }
}
