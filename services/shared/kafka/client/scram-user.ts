import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { alterUserScramCredentialsV0 } from '@platformatic/kafka';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';

/** Kafka protocol: SCRAM-SHA-512. */
const SCRAM_SHA_512 = 2;
const HASH_BYTES = 64;
const SALT_BYTES = 32;

/** Kafka's minimum; the passwords are random, so more rounds would only slow down every sign-in. */
const ITERATIONS = 4_096;

/**
 * Creates a Kafka user who signs in with SCRAM-SHA-512, or sets the password of an existing one (KIP-554). The broker
 * gets the salted hash, never the password.
 *
 * @param password of ASCII characters: others would have to be normalised first (RFC 4013)
 * @throws LmsError `unavailable` while Kafka cannot be reached, `unexpected` when it refuses
 */
export async function setScramPassword(admin: KafkaAdmin, user: string, password: string): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  const saltedPassword = await promisify(pbkdf2)(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  const credential = { name: user, mechanism: SCRAM_SHA_512, iterations: ITERATIONS, salt, saltedPassword };
  try {
    // Any broker forwards the request to the controller.
    const { brokers } = await admin.client.metadata({ topics: [] });
    const connection = await admin.client.connections.getFirstAvailable([...brokers.values()]);
    await alterUserScramCredentialsV0.api.async(connection, [], [credential]);
  } catch (error) {
    throwKafkaError(error);
  }
}
