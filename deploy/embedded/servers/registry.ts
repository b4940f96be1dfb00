import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REGISTRY_USERS, type RegistryUser } from '../secrets.ts';
import type { Part } from '../supervisor.ts';
import { type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';
import { javaCommand, propertiesText } from './java.ts';

/** What each user may do, by the registry's own roles: write schemas, or also change the rules for all of them. */
const ROLES: Record<RegistryUser, string> = {
  admin: 'sr-admin',
  ingest: 'sr-developer',
  'transcript-writer': 'sr-developer',
};

/** The base that `/subjects` is appended to, with the name and password of one who may write, or for reading alone. */
export function registryUrl(context: ServerContext, user?: RegistryUser): string {
  const account = user === undefined ? '' : `${user}:${context.secrets.registry[user]}@`;
  return `http://${account}127.0.0.1:${context.ports.registry}/apis/ccompat/v7`;
}

/**
 * The schema registry with Confluent's API; schemas are kept in a file database in its data folder. Everybody on this
 * machine may read it, as tenants do; who writes must sign in.
 */
export function registryPart(context: ServerContext): Part {
  const folder = join(context.dataDir, 'registry');
  return {
    name: 'registry',
    command: async () => {
      await writeSettings(context, folder);
      return javaCommand(context, {
        name: 'registry',
        heapMegabytes: 256,
        compilers: 'fast',
        args: [
          // It logs every call at INFO through a category that no environment variable can name.
          '-Dquarkus.log.category."io.apicurio".level=WARN',
          '-Dquarkus.http.access-log.enabled=false',
          '-jar',
          join(context.java.registryHome, 'apicurio-registry-app-3.0.9-runner.jar'),
        ],
        env: environment(context, folder),
      });
    },
    isReady: async () => {
      const answer = await fetch(`${registryUrl(context)}/subjects`);
      await answer.arrayBuffer();
      return answer.ok;
    },
    startWithinMs: START_WITHIN_MS,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

function environment(context: ServerContext, folder: string): Record<string, string> {
  return {
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_PORT: String(context.ports.registry),
    QUARKUS_LOG_LEVEL: 'WARN',
    QUARKUS_BANNER_ENABLED: 'false',
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'h2',
    APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(folder, 'schemas')}`,
  };
}

/** Passwords go through a file: it finds `config/application.properties` in the folder it is started in. */
async function writeSettings(context: ServerContext, folder: string): Promise<void> {
  const config = join(folder, 'config');
  await mkdir(config, { recursive: true, mode: 0o700 });
  const users = 'quarkus.security.users.embedded';
  const settings: Record<string, string | boolean> = {
    'quarkus.http.auth.basic': true,
    [`${users}.plain-text`]: true,
    'apicurio.auth.role-based-authorization': true,
    'apicurio.auth.anonymous-read-access.enabled': true,
  };
  for (const user of REGISTRY_USERS) {
    settings[`${users}.users.${user}`] = context.secrets.registry[user];
    settings[`${users}.roles.${user}`] = ROLES[user];
  }
  await writeFile(join(config, 'application.properties'), propertiesText(settings), { mode: 0o600 });
}
