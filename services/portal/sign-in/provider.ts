import * as oidc from 'openid-client';
import type { Language } from '#shared/texts/languages.ts';
import type { Config } from '../config.ts';

/** What is remembered from the beginning of a sign-in to its end. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What the identity provider said of who signed in. */
export interface SignedIn {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string | undefined;
}

/** The identity provider, as far as signing in and out is concerned (OpenID Connect, code flow with PKCE). */
export interface IdentityProvider {
  /**
   * Where to send the browser.
   *
   * @param language that its person reads; undefined of one whom the provider may know better
   */
  authorizationUrl(attempt: Attempt, language: Language | undefined): Promise<URL>;
  /** Checks what the provider sent the browser back with, and redeems the code. */
  redeem(callback: URL, attempt: Attempt): Promise<SignedIn>;
  /** Where to end the provider's session; it sends the browser back to the first page. */
  endSessionUrl(idToken: string | undefined): Promise<URL>;
}

/** A fresh attempt: nothing in it can be guessed. */
export function newAttempt(): Attempt {
  return {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  };
}

/**
 * Asks the provider for its addresses when they are first needed, so that it may be unavailable when the portal starts.
 */
export function createIdentityProvider(config: Config): IdentityProvider {
  const redirectUri = new URL('/callback', config.PUBLIC_URL).href;
  let discovered: Promise<oidc.Configuration> | undefined;
  const provider = (): Promise<oidc.Configuration> => {
    discovered ??= discover(config).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    async authorizationUrl({ state, nonce, verifier }, language) {
      return oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: config.OIDC_SCOPE,
        state,
        nonce,
        ...(language === undefined ? {} : { ui_locales: language }),
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    },
    async redeem(callback, { state, nonce, verifier }) {
      const tokens = await oidc.authorizationCodeGrant(await provider(), callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return { claims: { ...tokens.claims() }, idToken: tokens.id_token };
    },
    async endSessionUrl(idToken) {
      return oidc.buildEndSessionUrl(await provider(), {
        post_logout_redirect_uri: new URL('/', config.PUBLIC_URL).href,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      });
    },
  };
}

function discover(config: Config): Promise<oidc.Configuration> {
  const issuer = new URL(config.OIDC_ISSUER);
  return oidc.discovery(issuer, config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET, undefined, {
    // Seconds; a provider that hangs must become an error while the person still waits.
    timeout: 5,
    ...(issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}),
  });
}
