import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Base, SASLMechanisms } from '@platformatic/kafka';
import { messageOf } from '../errors.ts';
import type { Command } from '../process.ts';
import { KAFKA_USERS } from '../secrets.ts';
import type { Part } from '../supervisor.ts';
import { run } from '../tool.ts';
import { type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';
import { javaCommand } from './java.ts';
import { serverProperties } from './kafka-properties.ts';

/** A question to a broker on the same machine; longer means it is not up yet, and the next try is due. */
const ASK_TIMEOUT_MS = 1_500;

/** One Kafka node that is broker and controller; clients sign in with SCRAM and have the rights their ACLs give. */
export function kafkaPart(context: ServerContext): Part {
  const folder = join(context.dataDir, 'kafka');
  return {
    name: 'kafka',
    command: () => prepare(context, folder),
    isReady: () => answers(context),
    startWithinMs: START_WITHIN_MS,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

async function prepare(context: ServerContext, folder: string): Promise<Command> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, 'data');
  if (!existsSync(data)) await format(context, folder, data);
  const properties = join(folder, 'server.properties');
  await writeFile(properties, serverProperties(context, data), { mode: 0o600 });
  return kafkaProgram(context, ['kafka.Kafka', properties]);
}

/**
 * Makes the data folder with its users. It is made beside and renamed, so that an interrupted attempt is
 * simply made again.
 */
async function format(context: ServerContext, folder: string, data: string): Promise<void> {
  const unfinished = `${data}.formatting`;
  await rm(unfinished, { recursive: true, force: true });
  const properties = join(folder, 'format.properties');
  const call = join(folder, 'format.arguments');
  try {
    await writeFile(properties, serverProperties(context, unfinished), { mode: 0o600 });
    await writeFile(call, formatCall(context, properties), { mode: 0o600 });
    const { file, args, cwd, env } = await kafkaProgram(context, [`@${call}`]);
    await run(file, args, { cwd, env });
  } catch (error) {
    throw new Error(`Kafka's storage tool failed: ${withoutCredentials(messageOf(error))}`);
  } finally {
    await rm(properties, { force: true });
    await rm(call, { force: true });
  }
  await rename(unfinished, data);
}

/**
 * The storage tool with its arguments, as a file that the Java launcher reads: the tool takes passwords as arguments
 * only, and those of a process are for everybody on the machine to see.
 */
function formatCall(context: ServerContext, properties: string): string {
  const users = KAFKA_USERS.flatMap((name) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${context.secrets.kafka[name]}]`,
  ]);
  const tool = ['kafka.tools.StorageTool', 'format', '--config', properties, '--cluster-id', newClusterId()];
  // In quotation marks the launcher takes a backslash for the start of an escape.
  return [...tool, ...users].map((argument) => `"${argument.replaceAll('\\', '\\\\')}"\n`).join('');
}

/** The tool prints each user's salted password among the records that it begins with. */
function withoutCredentials(output: string): string {
  return output
    .split('\n')
    .filter((line) => !line.includes('UserScramCredentialRecord'))
    .join('\n');
}

/** 16 bytes, as Kafka's own tool makes them. One beginning with a dash would be read as an option. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

function kafkaProgram(context: ServerContext, args: string[]): Promise<Command> {
  return javaCommand(context, {
    name: 'kafka',
    // Topics of one machine fit easily; the page cache, not the heap, serves readers.
    heapMegabytes: 640,
    compilers: 'fast',
    args: [
      `-Dlog4j2.configurationFile=${join(import.meta.dirname, '../java/kafka/log4j2.xml')}`,
      `-Dlms.log.file=${join(context.dataDir, 'logs', 'kafka-server.log')}`,
      '-cp',
      join(context.java.kafkaLib, '*'),
      ...args,
    ],
  });
}

async function answers(context: ServerContext): Promise<boolean> {
  const client = new Base({
    clientId: 'embedded-readiness',
    bootstrapBrokers: [`127.0.0.1:${context.ports.kafka}`],
    sasl: {
      mechanism: SASLMechanisms.SCRAM_SHA_512,
      username: 'admin',
      password: context.secrets.kafka.admin,
    },
    connectTimeout: ASK_TIMEOUT_MS,
    requestTimeout: ASK_TIMEOUT_MS,
    retries: 0,
  });
  // One that nobody hears would end the process (services/shared/kafka/client/client.ts); the next attempt still comes.
  client.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
  try {
    const { brokers, controllerId } = await client.metadata({ topics: [] });
    return brokers.size === 1 && brokers.has(controllerId);
  } finally {
    await client.close();
  }
}
