import registryClient from '@kafkajs/confluent-schema-registry';
import kafkajs from 'kafkajs';

/** Sends ten course records to a tenant's feed. The README beside says what the environment variables are. */
const SUBJECT = 'lms.training.CourseRecord';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const kafka = new kafkajs.Kafka({
  clientId: 'hr-system',
  brokers: required('KAFKA_BROKERS').split(','),
  ssl: (process.env['KAFKA_SECURITY_PROTOCOL'] ?? 'SASL_SSL') === 'SASL_SSL',
  sasl: {
    mechanism: 'scram-sha-512',
    username: required('KAFKA_USERNAME'),
    password: required('KAFKA_PASSWORD'),
  },
});
const producer = kafka.producer({
  allowAutoTopicCreation: false,
  idempotent: true,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
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
    value: await registry.encode(schemaId, course(index + 1)),
  })),
);
try {
  await producer.connect();
  // One send is one batch for each partition: keep it below 1 MiB. Every in-sync replica has what a send returned for.
  await producer.send({ topic, acks: -1, compression: kafkajs.CompressionTypes.GZIP, messages });
  console.log(`sent ${messages.length} records to ${topic}`);
} finally {
  await producer.disconnect();
}
