import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createFeedTopic } from '#shared/kafka/client/topics.ts';
import { runCommand } from '../support/commands.ts';
import { course, encode, kafkaAs, send } from '../support/feed.ts';
import { holdRow } from '../support/hold-row.ts';
import { adminClient } from '../support/kafka-settings.ts';
import { eventually, sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';
import { pidOf, whileDown } from '../support/while-down.ts';
import { signal } from './processes.ts';
import type { TenantWorkload } from './workload.ts';

export interface OperationTools {
  readonly workloads: readonly [TenantWorkload, TenantWorkload];
  /** Tells one run of an operation from all others, in names. */
  readonly name: string;
  /** Uploads the next file of both tenants, and returns once their rows are on their way. */
  readonly uploadBoth: () => Promise<void>;
  /** Both tenants' imports end, and everything is as the oracle says. */
  readonly settle: () => Promise<void>;
}

/** What operations do to a cluster, and what people do after it; resolves once all is as it must be. */
export type Operation = (tools: OperationTools) => Promise<void>;

const ROWS = 'training-records';
const CHANGES = 'transcript-changes';
const ERRORS = 'training-record-errors';

/** The log of a tenant's feed is another one under the same name, and grows beyond where the first was read up to. */
export const topicMadeAgain: Operation = async ({ workloads: [{ people }], name }) => {
  const [person] = people;
  const records = (prefix: string, count: number) =>
    encode(
      'CourseRecord',
      Array.from({ length: count }, (_, index) =>
        course(person?.username ?? '', `${name}-${prefix}${index}`),
      ),
    );
  const topic = 'training-feed.acme';
  await sendToPartition(await records('a', 24));
  await eventually(
    () => storedOf(`${name}-a`),
    (count) => count === 24,
  );

  await using admin = adminClient();
  await admin.client.deleteTopics({ topics: [topic] });
  await eventually(
    () => admin.listTopics(),
    (topics) => !topics.includes(topic),
  );
  await createFeedTopic(admin, 'acme');
  await sendToPartition(await records('b', 40));
  signal(await pidOf('transcript-writer'), 'SIGKILL');
  await eventually(
    () => haltsOf(topic),
    (halts) => halts.some(({ reason }) => reason === 'topic-recreated'),
  );
  expect(await storedOf(`${name}-b`), 'records read of a log that nobody has looked at').toBe(0);
  await resumeAll(topic);
  await eventually(
    () => storedOf(`${name}-b`),
    (count) => count === 40,
  );
};

/** Records of a topic that a writer has yet to read are deleted while it cannot get on. */
export const retentionOvertakes: Operation = async ({ uploadBoth, settle }) => {
  // As long as nobody reads, so that there is something to be overtaken.
  const held = holdRow(`SELECT FROM consumer_positions WHERE topic = '${ROWS}' FOR UPDATE`, [], 8_000);
  await uploadBoth();
  await deleteRecords(ROWS);
  await held;
  await recoverRowsUntil(settle());
};

/** Messages are lost between transcript-writer and aggregator, some with others after them, some at the log's end. */
export const changesDeleted: Operation = async ({ uploadBoth, settle }) => {
  const aggregator = await pidOf('aggregator');
  signal(aggregator, 'SIGSTOP');
  try {
    await uploadBoth();
    await eventually(
      () => sql("SELECT FROM outbox WHERE topic = 'training-records'"),
      (entries) => entries.length > 0,
    );
    await deleteRecords(CHANGES);
    await deleteRecords(ERRORS);
  } finally {
    signal(aggregator, 'SIGCONT');
  }
  await settle();
};

/** A broker comes back without what it had not yet written to disk. */
export const logsCut: Operation = async ({ uploadBoth, settle }) => {
  await uploadBoth();
  await whileDown('kafka', async () => {
    for (const topic of [ROWS, CHANGES, ERRORS]) await cutLogs(topic);
  });
  await recoverRowsUntil(settle());
};

/** All that ClickHouse had is gone. */
export const clickhouseEmptied: Operation = async ({ uploadBoth, settle }) => {
  await uploadBoth();
  const folder = join(dataDir(), 'clickhouse', 'data');
  await whileDown('clickhouse', () => rm(folder, { recursive: true }));
  await command('mirror-rebuild');
  await settle();
};

/** The registry knows no schema any more, while rows that name some are on their way. */
export const registryEmptied: Operation = async ({ uploadBoth, settle }) => {
  await uploadBoth();
  const folder = join(dataDir(), 'registry');
  await whileDown('registry', async () => {
    for (const file of await readdir(folder)) await rm(join(folder, file), { recursive: true });
  });
  for (const service of ['transcript-writer', 'ingest']) signal(await pidOf(service), 'SIGKILL');
  await command('registry-restore');
  await settle();
};

export const OPERATIONS: readonly (readonly [name: string, run: Operation])[] = [
  ['a topic made again', topicMadeAgain],
  ['retention overtaking a writer', retentionOvertakes],
  ['messages lost between the services', changesDeleted],
  ['logs cut', logsCut],
  ['ClickHouse emptied', clickhouseEmptied],
  ['the registry emptied', registryEmptied],
];

/**
 * What an operator does about rows of files that Kafka has lost, until all is settled: read what there is, and produce
 * the others again. A partition is found to be wrong only when it is next read, so it is looked for again and again.
 */
async function recoverRowsUntil(settled: Promise<void>): Promise<void> {
  let isSettled = false;
  const operator = (async () => {
    while (!isSettled) {
      if ((await haltsOf(ROWS)).length > 0) {
        await resumeAll(ROWS);
        await command('imports-produce-again', '--all', '--yes');
      }
      await wait(500);
    }
  })();
  try {
    await Promise.race([settled, operator]);
    await settled;
  } finally {
    isSettled = true;
    await operator;
  }
}

/** Takes away every halt of a topic. */
async function resumeAll(topic: string): Promise<void> {
  for (const { partition } of await haltsOf(topic)) {
    await command('partitions-resume', topic, String(partition), '--from-start', '--yes');
  }
}

function haltsOf(topic: string): Promise<{ partition: number; reason: string }[]> {
  return sql('SELECT partition, reason FROM halted_partitions WHERE topic = $1 ORDER BY partition', [topic]);
}

async function storedOf(prefix: string): Promise<number> {
  const rows = await sql('SELECT FROM course_records WHERE starts_with(course_number, $1)', [prefix]);
  return rows.length;
}

async function command(script: string, ...args: string[]): Promise<void> {
  const { code, output } = await runCommand(script, args);
  expect(code, `${script} ${args.join(' ')}:\n${output}`).toBe(0);
}

function sendToPartition(messages: Awaited<ReturnType<typeof encode>>): Promise<unknown> {
  // The broker may still be spreading the word about a topic that was just made.
  return eventually(
    () =>
      send(
        'acme',
        messages.map((message) => ({ ...message, partition: 0 })),
      ).then(
        () => 'sent',
        (error: Error) => error.message,
      ),
    (answer) => answer === 'sent',
  );
}

async function deleteRecords(topic: string): Promise<void> {
  const admin = kafkaAs('admin').admin();
  await admin.connect();
  try {
    // -1: up to the end there is now (Kafka protocol, DeleteRecords).
    const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition }) => ({
      partition,
      offset: '-1',
    }));
    await admin.deleteTopicRecords({ topic, partitions });
  } finally {
    await admin.disconnect();
  }
}

/** Takes away the second half of what each partition's last segment holds; the broker recovers up to a whole batch. */
async function cutLogs(topic: string): Promise<void> {
  const data = join(dataDir(), 'kafka', 'data');
  const folders = (await readdir(data)).filter((name) => new RegExp(`^${topic}-\\d+$`).test(name));
  for (const folder of folders) {
    const segments = (await readdir(join(data, folder))).filter((name) => name.endsWith('.log')).sort();
    const last = segments.at(-1);
    if (last === undefined) continue;
    const file = join(data, folder, last);
    await truncate(file, Math.floor((await stat(file)).size / 2));
  }
}
