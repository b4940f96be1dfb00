import { createServer } from 'node:http';
import { signingKeys } from './keys.ts';
import { createProvider } from './provider.ts';
import { isSignIn, signIn } from './sign-in.ts';

/**
 * The demo's OpenID provider as a process of its own. It reads IDENTITY_PORT, IDENTITY_ISSUER, IDENTITY_FOLDER,
 * IDENTITY_COOKIE_SECRET, IDENTITY_PORTAL_URL and IDENTITY_PORTAL_SECRET.
 */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const portalUrl = required('IDENTITY_PORTAL_URL');
const provider = createProvider({
  issuer: required('IDENTITY_ISSUER'),
  keys: await signingKeys(required('IDENTITY_FOLDER')),
  cookieSecret: required('IDENTITY_COOKIE_SECRET'),
  portalUrl,
  portalSecret: required('IDENTITY_PORTAL_SECRET'),
});
const handle = provider.callback();
const server = createServer((request, response) => {
  void (isSignIn(request) ? signIn(provider, portalUrl, request, response) : handle(request, response));
});
server.listen(Number(required('IDENTITY_PORT')), '127.0.0.1');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
