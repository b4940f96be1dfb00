import type { KafkaSettings } from '../config.ts';
import { LmsError } from '../errors.ts';

/** How to reach the brokers and sign in, for either client library. */
export interface ConnectionSettings {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  /** Left out where the brokers want no password. */
  readonly sasl?: {
    readonly mechanism: KafkaSettings['KAFKA_SASL_MECHANISM'];
    readonly username: string;
    readonly password: string;
  };
}

/** A broker that is there accepts within milliseconds; one that is not must not keep the others from being tried. */
export const CONNECT_WITHIN_MS = 3_000;

/** A request a broker never answers must end, so that the caller can pause and try again. */
export const ANSWER_WITHIN_MS = 30_000;

/** @throws LmsError `configuration` when SASL lacks a user or a password, or would send it in the clear */
export function connectionSettings(settings: KafkaSettings): ConnectionSettings {
  const { KAFKA_BROKERS: brokers, KAFKA_SECURITY_PROTOCOL: protocol } = settings;
  return {
    brokers,
    tls: protocol.endsWith('SSL'),
    ...(protocol.startsWith('SASL_') ? { sasl: saslOf(settings) } : {}),
  };
}

function saslOf(settings: KafkaSettings): NonNullable<ConnectionSettings['sasl']> {
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
