import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from './errors.ts';

export type StartConfig = {
  /** Absolute. */
  dataDir: string;
  portalPort: number;
  /** Start no services: for those who run a service of their own against the servers. */
  serversOnly: boolean;
  /** Let clients reach Kafka through a proxy as well: for those who run one. */
  kafkaProxied: boolean;
};

const DEFAULT_PORT = 8080;
const HIGHEST_PORT = 65_535;

/** Reads PORT, DATA_DIR, KAFKA_PROXIED and `--servers-only`; throws for what it cannot read or does not know. */
export function readStartConfig(env: NodeJS.ProcessEnv, args: readonly string[]): StartConfig {
  const { 'servers-only': serversOnly } = readOptions(args);
  const portalPort = Number(env['PORT'] || DEFAULT_PORT);
  if (!Number.isInteger(portalPort) || portalPort < 1 || portalPort > HIGHEST_PORT) {
    throw new SetupError(`PORT is ${env['PORT']}; it must be a number from 1 to ${HIGHEST_PORT}.`);
  }
  const kafkaProxied = env['KAFKA_PROXIED'] || 'false';
  if (kafkaProxied !== 'true' && kafkaProxied !== 'false')
    throw new SetupError(`KAFKA_PROXIED is ${kafkaProxied}; it must be true or false.`);
  return {
    dataDir: resolve(env['DATA_DIR'] || '.data'),
    portalPort,
    serversOnly,
    kafkaProxied: kafkaProxied === 'true',
  };
}

function readOptions(args: readonly string[]): { 'servers-only': boolean } {
  try {
    const options = { 'servers-only': { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}. There is only --servers-only.`);
  }
}

/**
 * What a process that we start takes over from the process that started us: where programs, their temporary files,
 * languages and trusted certificates are. Nothing else: what stands in a person's environment, tokens among it, is no
 * server's business.
 */
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'JAVA_HOME',
  'JAVA_TOOL_OPTIONS',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/** The part of our environment that every process we start gets. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return chosenSettings(INHERITED, env);
}

/** Those of the named variables that were set for us. */
export function chosenSettings(
  names: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const set = names.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}
