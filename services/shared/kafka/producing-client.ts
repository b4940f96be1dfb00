import { isIP } from 'node:net';
import { Base, SASLMechanisms } from '@platformatic/kafka';
import type { KafkaSettings } from '../config.ts';
import type { Logger } from '../runtime/logging.ts';
import { ANSWER_WITHIN_MS, CONNECT_WITHIN_MS, connectionSettings } from './connection-settings.ts';

const MECHANISMS = {
  plain: SASLMechanisms.PLAIN,
  'scram-sha-256': SASLMechanisms.SCRAM_SHA_256,
  'scram-sha-512': SASLMechanisms.SCRAM_SHA_512,
} as const;

/**
 * The client that produces: its connections and what it knows of the cluster; what is sent over them is our own
 * ({@link createProducer}). kafkajs takes several times the processor time for each small message. It connects when it
 * is first asked.
 */
export function createProducingClient(settings: KafkaSettings, clientId: string, logger: Logger): Base {
  const { brokers, tls, sasl } = connectionSettings(settings);
  const client = new Base({
    clientId,
    bootstrapBrokers: [...brokers],
    // Brokers behind one address are told apart by name (SNI), which an IP address may not be used for (RFC 6066).
    ...(tls ? { tls: {}, tlsServerName: brokers.every((broker) => !isIP(hostOf(broker))) } : {}),
    ...(sasl === undefined ? {} : { sasl: { ...sasl, mechanism: MECHANISMS[sasl.mechanism] } }),
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    autocreateTopics: false,
    // Callers try again; these few bridge a short absence. More would keep a stop waiting: with a broker that hangs, each
    // may take the whole time to connect.
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
function logConnections(client: Base, log: Logger): void {
  client.connections.on('connecting', ({ broker, connection }) => {
    connection.on('error', (error) => {
      log.warn({ reason: error.message, broker: `${broker.host}:${broker.port}` }, 'connection failed');
    });
  });
}

function hostOf(broker: string): string {
  return broker.slice(0, broker.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
}
