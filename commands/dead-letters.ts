import { parseArgs } from 'node:util';
import { joinReasons, reasonKey } from '#shared/csv/reason.ts';
import { LmsError } from '#shared/errors.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { RecordError } from '#shared/kafka/avro/messages.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { feedTenant } from '#shared/kafka/client/topics.ts';
import { createProducer } from '#shared/kafka/producer/producer.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { type Installation, readInstallation } from './config.ts';
import { findDeadLetter, type Origin, readDeadLetters } from './dead-letters/read-dead-letters.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `npm run dead-letters -- list [--topic <topic>]
       npm run dead-letters -- show <topic> <partition> <offset>
       npm run dead-letters -- send-again <topic> <partition> <offset> [--yes]`;

const LOGGER = createLogger('dead-letters', 'silent');

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { topic: { type: 'string' }, yes: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [action, ...rest] = positionals;
  const installation = await readInstallation();
  const admin = createKafkaAdmin(installation.kafka, 'dead-letters', LOGGER);
  const codec = new AvroCodec(installation.registryUrl);
  try {
    if (action === 'list' && rest.length === 0) return await list(admin, codec, values.topic);
    if (action === 'show') return show(await find(admin, codec, readOrigin(rest)));
    if (action === 'send-again')
      return await sendAgain(installation, await find(admin, codec, readOrigin(rest)), values.yes);
    throw new UsageError('Say what to do: list, show or send-again.');
  } finally {
    await admin.close();
  }
});

function readOrigin([topic, partition, offset, ...more]: readonly string[]): Origin {
  const isNumber = (text: string | undefined): boolean => /^\d{1,15}$/.test(text ?? '');
  if (topic === undefined || !isNumber(partition) || !isNumber(offset) || more.length > 0)
    throw new UsageError('Name the record by its topic, partition and offset.');
  return { topic, partition: Number(partition), offset: Number(offset) };
}

async function find(admin: KafkaAdmin, codec: AvroCodec, origin: Origin): Promise<RecordError> {
  const failure = await findDeadLetter(admin, codec, origin);
  if (failure !== undefined) return failure;
  const { topic, partition, offset } = origin;
  throw new LmsError('configuration', `Kafka holds no failure of ${topic} ${partition} ${offset}.`);
}

async function list(admin: KafkaAdmin, codec: AvroCodec, topic: string | undefined): Promise<number> {
  let count = 0;
  for await (const failure of readDeadLetters(admin, codec)) {
    if (topic !== undefined && failure.originTopic !== topic) continue;
    count += 1;
    const { originTopic, originPartition, originOffset, importId, reasons } = failure;
    const codes = [...new Set(reasons.map(reasonKey))].join(', ');
    console.log(`${originTopic} ${originPartition} ${originOffset}  ${importId ?? 'of no import'}  ${codes}`);
  }
  console.log(`${count} records failed.`);
  return 0;
}

function show(failure: RecordError): number {
  const { originTopic, originPartition, originOffset, importId, tenantId, source, number, record } = failure;
  console.log(`Record:  ${originTopic} ${originPartition} ${originOffset}`);
  console.log(`Import:  ${importId ?? 'none'}${tenantId === null ? '' : ` of tenant ${tenantId}`}`);
  if (source === 0) console.log(`Row:     ${number}`);
  console.log(`Errors:  ${joinReasons(failure.reasons)}`);
  console.log(record === null ? whereRowIs(importId) : `Bytes:   ${record.toString('base64')}`);
  return 0;
}

/** A row of a file is sent again by uploading it: its outcome is a row of its import, which is counted once. */
function whereRowIs(importId: string | null): string {
  return `It is a row of a file: its values are in the error file (GET /api/imports/${importId}/errors). Correct and upload that.`;
}

async function sendAgain(
  installation: Installation,
  failure: RecordError,
  isConfirmed: boolean,
): Promise<number> {
  const { originTopic: topic, originPartition: partition, originOffset, importId, record } = failure;
  if (record === null || feedTenant(topic) === undefined)
    throw new LmsError('configuration', `Not sent. ${whereRowIs(importId)}`);
  if (!isConfirmed) {
    console.log(
      `Would send ${record.length} bytes to ${topic}/${partition} again, as they came at ${originOffset}.`,
    );
    console.log(
      'The failure stays counted where it is, and the record counts once more. Add --yes to send it.',
    );
    return 0;
  }
  const producer = createProducer(installation.kafka, 'dead-letters', LOGGER);
  await producer.connect();
  try {
    await producer.send([{ topic, messages: [{ partition, value: record }] }]);
  } finally {
    await producer.disconnect();
  }
  console.log(`Sent to ${topic}/${partition}.`);
  return 0;
}
