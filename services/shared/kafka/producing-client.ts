import { isIP } from 'node:net';
import { ProduceAcks, Producer, SASLMechanisms } from '@platformatic/kafka';
import type { KafkaSettings } from '../config.ts';
import type { Logger } from '../runtime/logging.ts';
import { ANSWER_WITHIN_MS, CONNECT_WITHIN_MS, connectionSettings } from './connection-settings.ts';

const MECHANISMS = {
  plain: SASLMechanisms.PLAIN,
  'scram-sha-256': SASLMechanisms.SCRAM_SHA_256,
  'scram-sha-512': SASLMechanisms.SCRAM_SHA_512,
} as const;

/**
 * The client library that produces: kafkajs takes several times the processor time for each small message. It connects
 * when it first sends.
 */
export function createProducingClient(settings: KafkaSettings, clientId: string, logger: Logger): Producer {
  const { brokers, tls, sasl } = connectionSettings(settings);
  const client = new Producer({
    clientId,
    bootstrapBrokers: [...brokers],
    // Brokers behind one address are told apart by name (SNI), which an IP address may not be used for (RFC 6066).
    ...(tls ? { tls: {}, tlsServerName: brokers.every((broker) => !isIP(hostOf(broker))) } : {}),
    ...(sasl === undefined ? {} : { sasl: { ...sasl, mechanism: MECHANISMS[sasl.mechanism] } }),
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    // How long the broker waits for its replicas before it answers.
    timeout: ANSWER_WITHIN_MS,
    acks: ProduceAcks.ALL,
    autocreateTopics: false,
    // Would check at run time the shape of each message, which the compiler has done.
    strict: false,
    // Sends are tried again by their callers; these few bridge a leader election without sending to every broker anew.
    // More would keep a stop waiting: with a broker that hangs, each may take the whole time to connect.
    retries: 2,
    retryDelay: 250,
  });
  logConnections(client, logger.child({ component: 'kafka-producer' }));
  return client;
}

/**
 * The library itself listens for the first error of a connection only: a second one, such as of a sign-in that a reset
 * cut off, would end the process if nobody heard it.
 */
function logConnections(client: Producer, log: Logger): void {
  client.connections.on('connecting', ({ broker, connection }) => {
    connection.on('error', (error) => {
      log.warn({ reason: error.message, broker: `${broker.host}:${broker.port}` }, 'connection failed');
    });
  });
}

function hostOf(broker: string): string {
  return broker.slice(0, broker.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
}
