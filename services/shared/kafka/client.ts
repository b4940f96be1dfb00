import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import type { KafkaSettings } from '../config.ts';
import { LmsError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';

export type { Kafka };

const LEVELS = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;

/** A Kafka client; it connects only when a producer, consumer or admin of it does. */
export function createKafka(settings: KafkaSettings, clientId: string, logger: Logger): Kafka {
  const sasl = settings.KAFKA_SECURITY_PROTOCOL.startsWith('SASL_') ? saslOf(settings) : undefined;
  const log = logger.child({ component: 'kafkajs' });
  return new kafkajs.Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS,
    ssl: settings.KAFKA_SECURITY_PROTOCOL.endsWith('SSL'),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: 3_000,
    // A request a broker never answers must end, so that the caller can pause and try again.
    requestTimeout: 30_000,
    // Calls are tried again by their callers, who know what else to do meanwhile; these few bridge a leader election.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, error, ...rest } }) => {
        const name = LEVELS[level as keyof typeof LEVELS] ?? 'debug';
        log[name]({ namespace, reason: error, groupId: rest['groupId'], broker: rest['broker'] }, message);
      },
  });
}

function saslOf(settings: KafkaSettings): SASLOptions {
  const {
    KAFKA_SECURITY_PROTOCOL: protocol,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
  } = settings;
  if (username === undefined || password === undefined) {
    throw new LmsError(
      'configuration',
      'KAFKA_SECURITY_PROTOCOL asks for SASL: set KAFKA_USERNAME and KAFKA_PASSWORD',
    );
  }
  if (mechanism === 'plain' && protocol !== 'SASL_SSL') {
    throw new LmsError(
      'configuration',
      'KAFKA_SASL_MECHANISM plain needs SASL_SSL: it sends the password itself',
    );
  }
  return { mechanism, username, password };
}

/**
 * Whether a Kafka call may be tried again. kafkajs marks what it would retry itself, and wraps what it gave up on
 * after its own few retries, at times twice and as final; so what it wraps decides. An error that is neither comes
 * from us or is final (authorization, message size).
 */
export function isRetryableKafkaError(error: unknown): boolean {
  if (!(error instanceof kafkajs.KafkaJSError)) return false;
  return (
    error.retriable || isTransport(error) || (error.cause !== error && isRetryableKafkaError(error.cause))
  );
}

function isTransport(error: unknown): boolean {
  return (
    error instanceof kafkajs.KafkaJSConnectionError ||
    error instanceof kafkajs.KafkaJSRequestTimeoutError ||
    error instanceof kafkajs.KafkaJSTimeout ||
    error instanceof kafkajs.KafkaJSBrokerNotFound
  );
}
