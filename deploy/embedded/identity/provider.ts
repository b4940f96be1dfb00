import {
  type Configuration,
  type Grant,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import { textsOf } from '#shared/texts/texts-of.ts';
import { askedLanguage } from './asked-language.ts';
import { type ProgramClient, personNamed } from './demo.ts';
import type { KeySet } from './keys.ts';
import { errorPage } from './pages.ts';

export type ProviderOptions = {
  issuer: string;
  keys: KeySet;
  cookieSecret: string;
  portalUrl: string;
  portalSecret: string;
  programs: readonly ProgramClient[];
};

const AUDIENCE = 'lms';
/** OAuth wants a resource to be a URI; the tokens carry the audience above. */
const RESOURCE = 'urn:lms';
/** Longer than any upload takes, and short enough that a copied token is soon worth nothing. */
const TOKEN_SECONDS = 3_600;
const SESSION_SECONDS = 14 * 24 * 3_600;
/** What the sign-in page may be left open for. */
const INTERACTION_SECONDS = 3_600;

/** The OpenID provider for the demo's people and clients. Building it listens nowhere. */
export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  provider.use(signOutAtOnce);
  provider.on('server_error', (_ctx, error) => console.error(error));
  return provider;
}

function configuration(options: ProviderOptions): Configuration {
  return {
    clients: clients(options),
    jwks: options.keys as NonNullable<Configuration['jwks']>,
    cookies: { keys: [options.cookieSecret] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile'],
    // All under `openid`, and in the ID token itself: the portal needs no second call to know who it is.
    claims: { openid: ['sub', 'tenant', 'roles', 'name', 'preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => accountOf(id),
    extraTokenClaims: (_ctx, token) => tokenClaims(token, options.programs),
    formats: {
      customizers: {
        jwt: (_ctx, token, jwt) => {
          const client = options.programs.find((one) => one.id === token.clientId);
          if (client !== undefined) jwt.payload['sub'] = client.subject;
        },
      },
    },
    interactions: { policy: signInOnly(), url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    loadExistingGrant: grantEverything,
    ttl: {
      AccessToken: TOKEN_SECONDS,
      ClientCredentials: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
      Interaction: INTERACTION_SECONDS,
    },
    features: features(),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      const language = askedLanguage(ctx.oidc?.params?.['ui_locales'], (...some) =>
        ctx.acceptsLanguages(...some),
      );
      ctx.body = errorPage(out.error_description ?? out.error, options.portalUrl, textsOf(language));
    },
  };
}

function features(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: TOKEN_SECONDS,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  };
}

function clients(options: ProviderOptions): NonNullable<Configuration['clients']> {
  const programs = options.programs.map(({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  }));
  const portal = {
    client_id: 'portal',
    client_secret: options.portalSecret,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: [`${options.portalUrl}/callback`],
    post_logout_redirect_uris: [`${options.portalUrl}/`],
    // Lets a second portal on another port of this machine use the same provider (RFC 8252, section 7.3).
    application_type: 'native' as const,
  };
  return [...programs, portal];
}

type Claims = {
  sub: string;
  tenant: string;
  roles: readonly string[];
  name: string;
  preferred_username: string;
};

function accountOf(id: string): { accountId: string; claims(): Claims } | undefined {
  const person = personNamed(id);
  if (person === undefined) return undefined;
  const { username, name, tenant, roles } = person;
  const claims = { sub: username, tenant, roles, name, preferred_username: username };
  return { accountId: id, claims: () => claims };
}

function tokenClaims(
  token: { clientId?: string | undefined; kind: string },
  programs: readonly ProgramClient[],
): Record<string, unknown> | undefined {
  const client = programs.find((one) => one.id === token.clientId);
  if (client !== undefined) return { tenant: client.tenant, roles: client.roles };
  const accountId = 'accountId' in token ? String(token.accountId) : '';
  const person = personNamed(accountId);
  if (person === undefined) return undefined;
  return { tenant: person.tenant, roles: person.roles, name: person.name };
}

/** The portal is the product itself: nobody is asked whether it may know who they are. */
function signInOnly(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

async function grantEverything(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

/**
 * Ends the session without asking back when the portal sent the browser here. The provider's own page would ask
 * "do you really want to"; who pressed "sign out" a second ago does.
 */
async function signOutAtOnce(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.oidc?.route !== 'end_session' || ctx.status !== 200 || ctx.oidc.client === undefined) return;
  const { session, params, provider } = ctx.oidc;
  if (session !== undefined) await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null);
  const target = new URL(
    String(params?.['post_logout_redirect_uri'] ?? provider.urlFor('end_session_success')),
  );
  if (params?.['state'] !== undefined) target.searchParams.set('state', String(params['state']));
  ctx.status = 303;
  ctx.redirect(target.href);
}
