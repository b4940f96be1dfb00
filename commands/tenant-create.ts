import { parseArgs } from 'node:util';
import { LmsError } from '#shared/errors.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { setScramPassword } from '#shared/kafka/client/scram-user.ts';
import { createFeedTopic, feedTopic } from '#shared/kafka/client/topics.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { createTenant, tenantExists } from '#shared/tenants/tenants.ts';
import { dataDirectory, type Installation, readInstallation } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';
import {
  completeTenantAccount,
  keepTenantAccount,
  newTenantAccount,
  readTenantAccounts,
  type TenantAccount,
} from './tenant/accounts-file.ts';
import { waitUntilListed } from './tenant/embedded-account.ts';

const USAGE = 'npm run tenant:create -- <slug> "<name>" [--again]';

/** As schemas/postgres has it: the slug is part of a topic's name and of tokens. */
const SLUG = /^[a-z][a-z0-9-]{0,62}$/;

interface NewTenant {
  readonly slug: string;
  readonly name: string;
  /** The tenant may exist: whatever is missing of it is created. */
  readonly isAgain: boolean;
}

await runCommand(USAGE, async () => {
  const tenant = readArguments();
  const installation = await readInstallation();
  const dataDir = dataDirectory();
  if (dataDir === undefined) await createIn(installation, tenant);
  else await createInRunningProduct(installation, dataDir, tenant);
  return 0;
});

function readArguments(): NewTenant {
  const { positionals, values } = parseArgs({
    options: { again: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [slug, name, ...more] = positionals;
  if (slug === undefined || name === undefined || name.trim() === '' || more.length > 0) {
    throw new UsageError('Give the tenant a slug and a name.');
  }
  if (!SLUG.test(slug)) {
    throw new UsageError(
      'A slug has up to 63 lower-case letters, digits and dashes, and begins with a letter.',
    );
  }
  return { slug, name: name.trim(), isAgain: values.again };
}

/** The identity provider of any other installation is its operator's: the client is made there by hand. */
async function createIn(installation: Installation, tenant: NewTenant): Promise<void> {
  const account = newTenantAccount();
  await create(installation, tenant, account);
  showCredentials(installation, tenant.slug, account, [
    `OAuth client       create ${tenant.slug}-hr at your identity provider, with client credentials, whose tokens carry`,
    `                   tenant ${tenant.slug}, roles ["lms_admin"] and a sub`,
  ]);
}

/** The product that `npm start` runs takes the tenant's OAuth client from a file in its folder. */
async function createInRunningProduct(
  installation: Installation,
  dataDir: string,
  tenant: NewTenant,
): Promise<void> {
  const { slug } = tenant;
  const known = (await readTenantAccounts(dataDir))[slug];
  if (known?.complete === true) {
    console.log(`The tenant ${slug} exists already; its credentials were shown when it was created.`);
    return;
  }
  const isAgain = tenant.isAgain || known !== undefined;
  if (!isAgain) await refuseExisting(installation, slug);
  const account = await keepTenantAccount(dataDir, slug);
  await create(installation, { ...tenant, isAgain: true }, account);
  await waitUntilListed(slug, account);
  showCredentials(installation, slug, account, [
    `OAuth token URL    ${installation.tokenUrl}`,
    `OAuth client       ${slug}-hr`,
    `OAuth secret       ${account.clientSecret}`,
  ]);
  // Last: a command that was killed before has shown nothing, and shows it when it is called again.
  await completeTenantAccount(dataDir, slug);
}

/** Each step can be repeated, and all of them are, after a command that was killed halfway. */
async function create(
  installation: Installation,
  { slug, name, isAgain }: NewTenant,
  account: TenantAccount,
): Promise<void> {
  if (!isAgain) await refuseExisting(installation, slug);
  const pool = openPool(installation);
  const admin = createKafkaAdmin(installation.kafka, 'tenant-create', createLogger('tenant-create', 'error'));
  try {
    // The row first: a topic that belongs to no tenant is not read.
    await createTenant(pool, { slug, name });
    await setScramPassword(admin, `${slug}-hr`, account.kafkaPassword);
    await createFeedTopic(admin, slug);
  } finally {
    await admin.close();
    await pool.end();
  }
}

/** @throws LmsError `configuration` when there is a tenant of this slug */
async function refuseExisting(installation: Installation, slug: string): Promise<void> {
  const pool = openPool(installation);
  try {
    if (!(await tenantExists(pool, slug))) return;
  } finally {
    await pool.end();
  }
  throw new LmsError(
    'configuration',
    `There is a tenant ${slug} already. With --again, whatever is missing of it is created, and its Kafka user gets a new password.`,
  );
}

function openPool({ postgresUrl }: Installation) {
  return createPool(postgresUrl, {
    applicationName: 'tenant-create',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
}

function showCredentials(
  { kafka, registryUrl }: Installation,
  slug: string,
  account: TenantAccount,
  oauth: readonly string[],
): void {
  const registry = new URL(registryUrl);
  registry.username = '';
  registry.password = '';
  const lines = [
    `The tenant ${slug} is created. Its credentials, shown once:`,
    '',
    `Kafka brokers      ${kafka.KAFKA_BROKERS.join(',')} (${kafka.KAFKA_SECURITY_PROTOCOL}, scram-sha-512)`,
    `Kafka user         ${slug}-hr`,
    `Kafka password     ${account.kafkaPassword}`,
    `Topic              ${feedTopic(slug)}`,
    `Schema registry    ${registry.href}`,
    ...oauth,
  ];
  console.log(lines.join('\n'));
}
