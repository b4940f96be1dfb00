import type { Request, Response } from 'express';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { principalOf } from '#shared/auth/principal.ts';
import { createSealer, SESSION_PURPOSE, SESSION_SECONDS, type Sealer } from '#shared/auth/session.ts';
import { createSessionReader } from '#shared/auth/session-reader.ts';
import type { Sessions } from '#shared/auth/sessions.ts';
import { LmsError, toError } from '#shared/errors.ts';
import { readQuery } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { askedLanguage } from '#shared/http/request-language.ts';
import { isConnectionError } from '#shared/retryable-errors.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Config } from '../config.ts';
import { text } from '../http/parameters.ts';
import { type Cookies, createCookies } from './cookies.ts';
import { sendSignInFailure } from './failure-page.ts';
import { createIdentityProvider, type IdentityProvider, newAttempt } from './provider.ts';
import { returnUrl } from './return-to.ts';

const ATTEMPT = 'lms_sign_in';
/** How long somebody may take to sign in; a cookie of each attempt that was given up stays this long. */
const ATTEMPT_SECONDS = 10 * 60;
const CALLBACK_PATH = '/callback';

const ID_TOKEN = 'lms_id_token';
const LOGOUT_PATH = '/logout';
/** Browsers drop cookies of more than 4,096 bytes, the name and attributes included. */
const MAX_COOKIE_VALUE = 3_800;

const attemptContent = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
});

const beginning = z.object({ returnTo: text });
const ending = z.object({ state: text });

/** The browser's way in and out. */
export class SignIn {
  readonly #publicUrl: string;
  readonly #provider: IdentityProvider;
  readonly #sealer: Sealer;
  readonly #cookies: Cookies;
  readonly #sessions: Sessions;
  readonly #readSession: ReturnType<typeof createSessionReader>;
  readonly #logger: Logger;

  constructor(config: Config, sessions: Sessions, logger: Logger) {
    this.#publicUrl = config.PUBLIC_URL;
    this.#provider = createIdentityProvider(config);
    this.#sealer = createSealer(config.SESSION_SECRET);
    this.#cookies = createCookies(config.PUBLIC_URL);
    this.#sessions = sessions;
    this.#readSession = createSessionReader(config, sessions);
    this.#logger = logger;
  }

  /** Sends the browser to the identity provider. */
  async begin(request: Request, response: Response): Promise<void> {
    const returnTo = returnUrl(readQuery(request, beginning).returnTo, this.#publicUrl);
    await this.#orShowFailure(request, response, async () => {
      const attempt = newAttempt();
      const url = await this.#provider.authorizationUrl(attempt, askedLanguage(request));
      const sealed = await this.#sealer.seal(
        ATTEMPT,
        { ...attempt, returnTo: returnTo.href },
        ATTEMPT_SECONDS,
      );
      this.#cookies.set(response, attemptCookie(attempt.state), sealed, CALLBACK_PATH, ATTEMPT_SECONDS);
      redirect(response, url);
    });
  }

  /** Takes the browser back from the identity provider, and begins the session. */
  async finish(request: Request, response: Response): Promise<void> {
    await this.#orShowFailure(request, response, async () => {
      const name = attemptCookie(readQuery(request, ending).state ?? '');
      const sealed = this.#cookies.read(request.headers.cookie, name, CALLBACK_PATH);
      const attempt = attemptContent.safeParse(
        sealed === undefined ? undefined : await this.#sealer.open(ATTEMPT, sealed),
      );
      if (!attempt.success) {
        throw new Refusal('unauthenticated', message('problems.sign-in-over'));
      }
      this.#cookies.clear(response, name, CALLBACK_PATH);
      const { claims, idToken } = await this.#provider.redeem(
        new URL(request.originalUrl, this.#publicUrl),
        attempt.data,
      );
      await this.#beginSession(request, response, claims, idToken);
      redirect(response, new URL(attempt.data.returnTo));
    });
  }

  /** Ends the session, and then the identity provider's. */
  async signOut(request: Request, response: Response): Promise<void> {
    this.#cookies.clear(response, SESSION_PURPOSE, '/');
    this.#cookies.clear(response, ID_TOKEN, LOGOUT_PATH);
    const idToken = this.#cookies.read(request.headers.cookie, ID_TOKEN, LOGOUT_PATH);
    await this.#endSession(request);
    try {
      redirect(response, await this.#provider.endSessionUrl(idToken));
    } catch (error) {
      // Signed out here at least; the provider's own session ends by itself.
      this.#logger.warn({ err: error }, "the identity provider's session was not ended");
      redirect(response, new URL('/', this.#publicUrl));
    }
  }

  /** Ends the session that the browser has, if it has one, so that a copy of its cookie is worth nothing. */
  async #endSession(request: Request): Promise<void> {
    const session = await this.#readSession(request.headers.cookie);
    if (session === undefined) return;
    const { tenant } = session.principal;
    await this.#sessions.end(tenant, session.sessionId);
    this.#logger.info({ tenant, sessionId: session.sessionId }, 'signed out');
  }

  async #beginSession(
    request: Request,
    response: Response,
    claims: Readonly<Record<string, unknown>>,
    idToken: string | undefined,
  ): Promise<void> {
    const principal = principalOf(claims);
    if (principal === undefined) {
      throw new Refusal('forbidden', message('problems.no-organization'));
    }
    const { subject: sub, tenant, roles, name } = principal;
    // Whoever signs in again has a new session, and the one before is over.
    await this.#endSession(request);
    const sid = await this.#sessions.begin(principal);
    const session = await this.#sealer.seal(
      SESSION_PURPOSE,
      { sid, sub, tenant, roles, name },
      SESSION_SECONDS,
    );
    this.#cookies.set(response, SESSION_PURPOSE, session, '/', SESSION_SECONDS);
    this.#logger.info({ tenant, sessionId: sid }, 'signed in');
    if (idToken !== undefined && idToken.length <= MAX_COOKIE_VALUE) {
      this.#cookies.set(response, ID_TOKEN, idToken, LOGOUT_PATH, SESSION_SECONDS);
    }
  }

  async #orShowFailure(request: Request, response: Response, step: () => Promise<void>): Promise<void> {
    response.set('Cache-Control', 'no-store');
    try {
      await step();
    } catch (error) {
      const refusal = sendSignInFailure(request, response, toSignInError(error));
      const { message: reason } = toError(error);
      if (refusal.problemCode === 'internal') this.#logger.error({ err: error }, 'sign-in failed');
      else this.#logger[refusal.status >= 500 ? 'warn' : 'info']({ reason }, 'sign-in refused');
    }
  }
}

/** Each attempt has a cookie of its own: of two tabs that sign in at once, both may. */
function attemptCookie(state: string): string {
  return `${ATTEMPT}_${/^[\w-]{8}/.exec(state)?.[0] ?? 'none'}`;
}

function redirect(response: Response, url: URL): void {
  response.redirect(302, url.href);
}

/**
 * The provider refused, or its answer does not belong to this attempt: not signed in. Or it did not answer. Any other
 * error is not the provider's.
 */
function toSignInError(error: unknown): unknown {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return new Refusal('unauthenticated', message('problems.provider-refused'), { cause: error });
  }
  if (error instanceof oidc.ClientError && !hasLeft(error)) {
    return new Refusal('unauthenticated', message('problems.provider-unusable'), {
      cause: error,
    });
  }
  if (!(error instanceof oidc.ClientError) && !isConnectionError(error)) return error;
  return new LmsError('unavailable', 'The identity provider does not answer', {
    retryable: true,
    cause: error,
  });
}

/** Codes by which openid-client says that it got no usable answer at all. */
const UNAVAILABLE_CODES = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
];

function hasLeft(error: oidc.ClientError): boolean {
  return UNAVAILABLE_CODES.includes(error.code ?? '');
}
