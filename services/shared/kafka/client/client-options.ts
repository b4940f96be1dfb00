import { isIP } from 'node:net';
import { type BaseOptions, SASLMechanisms } from '@platformatic/kafka';
import type { KafkaSettings } from '../../config.ts';
import { LmsError } from '../../errors.ts';

/** A broker that is there accepts within milliseconds; one that is not must not keep the others from being tried. */
const CONNECT_WITHIN_MS = 3_000;

/** A request a broker never answers must end, so that the caller can pause and try again. */
export const ANSWER_WITHIN_MS = 30_000;

const MECHANISMS = {
  plain: SASLMechanisms.PLAIN,
  'scram-sha-256': SASLMechanisms.SCRAM_SHA_256,
  'scram-sha-512': SASLMechanisms.SCRAM_SHA_512,
} as const;

/**
 * What every client is made with: how to reach the brokers and sign in.
 *
 * @throws LmsError `configuration` when SASL lacks a user or a password, or would send it in the clear
 */
export function clientOptions(settings: KafkaSettings, clientId: string): BaseOptions {
  const { KAFKA_BROKERS: brokers, KAFKA_SECURITY_PROTOCOL: protocol } = settings;
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    // Brokers behind one address are distinguished by name (SNI), which an IP address may not be used for (RFC 6066).
    ...(protocol.endsWith('SSL')
      ? { tls: {}, tlsServerName: brokers.every((broker) => !isIP(hostOf(broker))) }
      : {}),
    ...(protocol.startsWith('SASL_') ? { sasl: saslOf(settings) } : {}),
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    autocreateTopics: false,
    // Callers try again; these few bridge a short absence. More would keep a stop waiting: with a broker that hangs,
    // each may take the whole time to connect.
    retries: 2,
    retryDelay: 250,
  };
}

function hostOf(broker: string): string {
  return broker.slice(0, broker.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
}

function saslOf(settings: KafkaSettings): NonNullable<BaseOptions['sasl']> {
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
  return { mechanism: MECHANISMS[mechanism], username, password };
}
