import type { Environment } from '#shared/config.ts';
import { LmsError } from '#shared/errors.ts';
import { readInstallation } from '../config.ts';
import { type Client, clientToken } from './token.ts';

/** Where to upload to, and the token to do it with. */
export interface Access {
  readonly portal: string;
  readonly token: string;
}

export interface AccessOptions {
  readonly portal: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly clientId: string | undefined;
  /** Whose OAuth client `<tenant>-hr` is used where no other is named. */
  readonly tenant: string;
}

/**
 * Signs in as an OAuth client, or takes the access token that IMPORT_TOKEN holds. Addresses and the client come from
 * the options, the environment (PORTAL_URL, OIDC_TOKEN_URL, IMPORT_CLIENT_ID), or the product that `npm start` runs.
 * Secrets come from the environment alone: everybody on the machine can see a program's arguments.
 *
 * @throws LmsError `configuration` when something is missing, `refused` or `unavailable` from the identity provider
 */
export async function signIn(
  { portal, tokenUrl, clientId, tenant }: AccessOptions,
  environment: Environment = process.env,
): Promise<Access> {
  const id = clientId ?? environment['IMPORT_CLIENT_ID'] ?? `${tenant}-hr`;
  const installation = await readInstallation({
    ...environment,
    IMPORT_CLIENT_ID: id,
    ...(portal === undefined ? {} : { PORTAL_URL: portal }),
    ...(tokenUrl === undefined ? {} : { OIDC_TOKEN_URL: tokenUrl }),
  });
  const token = environment['IMPORT_TOKEN'];
  if (token) return { portal: installation.portalUrl, token };
  const client: Client = { id, secret: secretOf(installation.clientSecrets, id) };
  return { portal: installation.portalUrl, token: await clientToken(installation.tokenUrl, client) };
}

function secretOf(secrets: Readonly<Record<string, string>>, id: string): string {
  const secret = secrets[id];
  if (secret !== undefined) return secret;
  throw new LmsError(
    'configuration',
    `The secret of the client ${id} is not known: set IMPORT_CLIENT_SECRET, or IMPORT_TOKEN to an access token.`,
  );
}
