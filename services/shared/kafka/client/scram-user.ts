import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { alterUserScramCredentialsV0, findErrorBy } from '@platformatic/kafka';
import { toError } from '../../errors.ts';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';

/** Kafka protocol: SCRAM-SHA-512. */
const SCRAM_SHA_512 = 2;
/** Kafka protocol, error code. */
const RESOURCE_NOT_FOUND = 91;
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
  await alterCredentials(admin, [], [credential]).catch(throwKafkaError);
}

/** Deletes a Kafka user who signs in with SCRAM-SHA-512; one that does not exist is left so. */
export async function deleteScramUser(admin: KafkaAdmin, user: string): Promise<void> {
  try {
    await alterCredentials(admin, [{ name: user, mechanism: SCRAM_SHA_512 }], []);
  } catch (error) {
    if (findErrorBy(toError(error), 'apiCode', RESOURCE_NOT_FOUND) === null) throwKafkaError(error);
  }
}

type Credentials = Parameters<typeof alterUserScramCredentialsV0.createRequest>;

async function alterCredentials(admin: KafkaAdmin, ...changes: Credentials): Promise<void> {
  // Any broker forwards the request to the controller.
  const { brokers } = await admin.client.metadata({ topics: [] });
  const connection = await admin.client.connections.getFirstAvailable([...brokers.values()]);
  await alterUserScramCredentialsV0.api.async(connection, ...changes);
}
