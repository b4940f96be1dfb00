import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type Provider } from 'oidc-provider';
import { personFor } from './demo.ts';
import { errorPage, signInPage } from './pages.ts';

const PATH = /^\/sign-in\/[\w-]+$/;

/** Whether a request is for the sign-in page and not for the provider. */
export function isSignIn(request: IncomingMessage): boolean {
  return PATH.test(request.url ?? '');
}

/** Shows the form, and finishes the sign-in when username and password fit. */
export async function signIn(
  provider: Provider,
  portalUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { uid } = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      show(response, 200, signInPage(uid, '', undefined));
      return;
    }
    const form = new URLSearchParams(await text(request));
    const username = form.get('username') ?? '';
    const person = personFor(username, form.get('password') ?? '');
    if (person === undefined) {
      show(response, 401, signInPage(uid, username, 'The username or the password is wrong.'));
      return;
    }
    const result = { login: { accountId: person.username } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) console.error(error);
    show(
      response,
      400,
      errorPage('This sign-in has run out or was already used. Please start again.', portalUrl),
    );
  }
}

function show(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  response.end(html);
}
