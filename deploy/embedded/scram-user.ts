import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaSettings } from '#shared/config.ts';
import { fetchJavaServers } from './java-servers.ts';
import { run } from './tool.ts';

const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/** Kafka's least; the passwords are random, so more rounds would only slow every sign-in. */
const ITERATIONS = 4_096;

/**
 * Makes a Kafka user who signs in with SCRAM-SHA-512, or gives one its password again. With Kafka's own tool, since our
 * client has no call for it; the passwords go through files that only we can read, and not through the list of processes.
 */
export async function setScramPassword(
  admin: KafkaSettings,
  user: string,
  password: string,
  log: (line: string) => void,
): Promise<void> {
  const { kafkaLib } = await fetchJavaServers(log);
  const folder = await mkdtemp(join(tmpdir(), 'scram-user-'));
  try {
    const connection = join(folder, 'connection.properties');
    const credential = join(folder, 'credential.properties');
    const login = `username="${admin.KAFKA_USERNAME}" password="${admin.KAFKA_PASSWORD}"`;
    await writeFile(
      connection,
      [
        `security.protocol=${admin.KAFKA_SECURITY_PROTOCOL}`,
        `sasl.mechanism=${admin.KAFKA_SASL_MECHANISM.toUpperCase()}`,
        `sasl.jaas.config=${SCRAM} required ${login};`,
        '',
      ].join('\n'),
      { mode: 0o600 },
    );
    await writeFile(credential, `SCRAM-SHA-512=iterations=${ITERATIONS},password=${password}\n`, {
      mode: 0o600,
    });
    await run('java', [
      '-Xmx128m',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      join(kafkaLib, '*'),
      'kafka.admin.ConfigCommand',
      ...['--bootstrap-server', admin.KAFKA_BROKERS.join(','), '--command-config', connection],
      ...['--alter', '--entity-type', 'users', '--entity-name', user, '--add-config-file', credential],
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
