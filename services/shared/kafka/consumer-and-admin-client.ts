import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import type { KafkaSettings } from '../config.ts';
import type { Logger } from '../runtime/logging.ts';
import { ANSWER_WITHIN_MS, CONNECT_WITHIN_MS, connectionSettings } from './connection-settings.ts';

export type { Kafka };

const LEVELS = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;

/** A Kafka client that consumes and administers (producer.ts sends); it connects only when a consumer or admin does. */
export function createKafka(settings: KafkaSettings, clientId: string, logger: Logger): Kafka {
  const { brokers, tls, sasl } = connectionSettings(settings);
  const log = logger.child({ component: 'kafkajs' });
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    ssl: tls,
    // kafkajs's type has an arm for each mechanism, all with the same fields.
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
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

/**
 * Whether a call of {@link Kafka} may be tried again. kafkajs marks what it would retry itself, and wraps what it gave
 * up on after its own few retries, at times twice and as final; so what it wraps decides. An error that is neither
 * comes from us or is final (authorization, message size).
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
