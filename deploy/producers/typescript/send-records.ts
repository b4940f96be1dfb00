import registryClient from '@kafkajs/confluent-schema-registry';
import { CompressionAlgorithms, ProduceAcks, Producer, SASLMechanisms } from '@platformatic/kafka';

/** Sends ten course records to a tenant's feed. The README beside says what the environment variables are. */
const SUBJECT = 'lms.training.CourseRecord';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const protocol = process.env['KAFKA_SECURITY_PROTOCOL'] ?? 'SASL_SSL';
const producer = new Producer<string, Buffer>({
  clientId: 'hr-system',
  bootstrapBrokers: required('KAFKA_BROKERS').split(','),
  ...(protocol === 'SASL_SSL' ? { tls: {}, tlsServerName: true } : {}),
  sasl: {
    mechanism: SASLMechanisms.SCRAM_SHA_512,
    username: required('KAFKA_USERNAME'),
    password: required('KAFKA_PASSWORD'),
  },
  autocreateTopics: false,
  idempotent: true,
});
const registry = new registryClient.SchemaRegistry({ host: required('REGISTRY_URL') });

/** Fields that are left out take the schema's default, which is null. */
function course(number: number): Record<string, string | number> {
  const importId = process.env['IMPORT_ID'];
  return {
    username: required('PERSON'),
    courseNumber: `TYPESCRIPT-${number}`,
    courseName: `Confined Spaces, part ${number}`,
    courseType: 'OLT',
    completionDate: `2024-03-${String(number).padStart(2, '0')}`,
    score: '97.5',
    // With both, a record sent twice counts once.
    ...(importId === undefined ? {} : { importId, rowNumber: number }),
  };
}

const schemaId = await registry.getLatestSchemaId(SUBJECT);
const topic = `training-feed.${required('TENANT')}`;
const messages = await Promise.all(
  Array.from({ length: 10 }, async (_, index) => ({
    topic,
    value: await registry.encode(schemaId, course(index + 1)),
  })),
);
try {
  // One send is one batch for each partition: keep it below 1 MiB.
  await producer.send({ messages, acks: ProduceAcks.ALL, compression: CompressionAlgorithms.ZSTD });
  console.log(`sent ${messages.length} records to ${topic}`);
} finally {
  await producer.close();
}
