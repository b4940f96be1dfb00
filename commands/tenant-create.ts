import { parseArgs } from 'node:util';
import { LmsError } from '#shared/errors.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createFeedTopic, feedTopic } from '#shared/kafka/client/topics.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { createTenant, tenantExists } from '#shared/tenants/tenants.ts';
import { setScramPassword } from '../deploy/embedded/scram-user.ts';
import {
  completeTenantAccount,
  keepTenantAccount,
  readTenantAccounts,
  type TenantAccount,
} from '../deploy/embedded/tenants-file.ts';
import { dataDirectory, type Endpoints, kafkaOf, readEndpoints } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';
import { waitUntilKnown } from './tenant/wait-until-known.ts';

const USAGE = 'npm run tenant:create -- <slug> "<name>"';

/** As schemas/postgres has it: the slug is part of a topic's name and of tokens. */
const SLUG = /^[a-z][a-z0-9-]{0,62}$/;

await runCommand(USAGE, async () => {
  const { positionals } = parseArgs({ options: {}, allowPositionals: true });
  const [slug, name, ...more] = positionals;
  if (slug === undefined || name === undefined || name.trim() === '' || more.length > 0) {
    throw new UsageError('Give the tenant a slug and a name.');
  }
  if (!SLUG.test(slug)) {
    throw new UsageError(
      'A slug has lower-case letters, digits and dashes, begins with a letter, and ends by 63.',
    );
  }
  const endpoints = await readEndpoints();
  const dataDir = dataDirectory();
  if ((await readTenantAccounts(dataDir))[slug]?.complete) {
    console.log(`The tenant ${slug} is there already; its credentials were shown when it was made.`);
    return 0;
  }
  const account = await makeTenant(dataDir, endpoints, slug, name.trim());
  await waitUntilKnown(slug, account, readEndpoints);
  showCredentials(endpoints, slug, account);
  // Last: a command that was killed before has shown nothing, and shows it when it is called again.
  await completeTenantAccount(dataDir, slug);
  return 0;
});

/** Each step can be done again, and all of them are, after a command that was killed in the middle. */
async function makeTenant(
  dataDir: string,
  endpoints: Endpoints,
  slug: string,
  name: string,
): Promise<TenantAccount> {
  const isBegun = (await readTenantAccounts(dataDir))[slug] !== undefined;
  const pool = createPool(endpoints.postgres.url, {
    applicationName: 'tenant-create',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  const admin = createKafkaAdmin(kafkaOf(endpoints), 'tenant-create', createLogger('tenant-create', 'error'));
  try {
    if (!isBegun && (await tenantExists(pool, slug))) {
      throw new LmsError('configuration', `There is a tenant ${slug} already`);
    }
    const account = await keepTenantAccount(dataDir, slug);
    // The row first: a topic that belongs to no tenant is not read.
    await createTenant(pool, { slug, name });
    await setScramPassword(kafkaOf(endpoints), `${slug}-hr`, account.kafkaPassword, console.log);
    await createFeedTopic(admin, slug);
    return account;
  } finally {
    await admin.close();
    await pool.end();
  }
}

function showCredentials(
  { kafka, identity, registry }: Endpoints,
  slug: string,
  account: TenantAccount,
): void {
  const lines = [
    `The tenant ${slug} is made. Its credentials, shown once:`,
    '',
    `Kafka brokers      ${kafka.brokers.join(',')} (${kafka.securityProtocol}, ${kafka.mechanism})`,
    `Kafka user         ${slug}-hr`,
    `Kafka password     ${account.kafkaPassword}`,
    `Topic              ${feedTopic(slug)}`,
    `Schema registry    ${registry.url}`,
    `OAuth token URL    ${identity.token}`,
    `OAuth client       ${slug}-hr`,
    `OAuth secret       ${account.clientSecret}`,
  ];
  console.log(lines.join('\n'));
}
