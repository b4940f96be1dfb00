import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProgram } from '../node-program.ts';
import type { Part } from '../supervisor.ts';
import { logFileOf, type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';

/** A numeric host of its own, so that its cookies and the portal's, on `localhost`, do not meet. */
export function issuerOf(context: ServerContext): string {
  return `http://127.0.0.1:${context.ports.identity}`;
}

/** The OpenID provider with the demo's people and clients. */
export function identityPart(context: ServerContext): Part {
  const folder = join(context.dataDir, 'identity');
  return {
    name: 'identity',
    command: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return nodeProgram(join(import.meta.dirname, '../identity/main.ts'), environment(context, folder), {
        cwd: folder,
        logFile: logFileOf(context, 'identity'),
      });
    },
    isReady: async () => {
      const answer = await fetch(`${issuerOf(context)}/.well-known/openid-configuration`);
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
    IDENTITY_PORT: String(context.ports.identity),
    IDENTITY_DATA_DIR: context.dataDir,
    IDENTITY_ISSUER: issuerOf(context),
    IDENTITY_FOLDER: folder,
    IDENTITY_COOKIE_SECRET: context.secrets.identityCookies,
    IDENTITY_PORTAL_URL: context.portalUrl,
    IDENTITY_PORTAL_SECRET: context.secrets.portalClient,
  };
}
