import { join } from 'node:path';
import type { Part } from '../supervisor.ts';
import { type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';
import { javaCommand } from './java.ts';

/** The base that `/subjects` is appended to. */
export function registryUrl(context: ServerContext): string {
  return `http://127.0.0.1:${context.ports.registry}/apis/ccompat/v7`;
}

/** The schema registry with Confluent's API; schemas are kept in a file database in its data folder. */
export function registryPart(context: ServerContext): Part {
  const folder = join(context.dataDir, 'registry');
  return {
    name: 'registry',
    command: () =>
      javaCommand(context, {
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
      }),
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
