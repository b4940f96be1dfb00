import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type Provider } from 'oidc-provider';
import { type ServiceTexts, textsOf } from '#shared/texts/texts-of.ts';
import { askedLanguage } from './asked-language.ts';
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
  const context = provider.createContext(request, response);
  const textsFor = (uiLocales: unknown): ServiceTexts =>
    textsOf(askedLanguage(uiLocales, (...languages) => context.acceptsLanguages(...languages)));
  try {
    const { uid, params } = await provider.interactionDetails(request, response);
    const texts = textsFor(params['ui_locales']);
    if (request.method !== 'POST') {
      show(response, 200, signInPage({ uid, username: '', problem: undefined }, texts));
      return;
    }
    const form = new URLSearchParams(await text(request));
    const username = form.get('username') ?? '';
    const person = personFor(username, form.get('password') ?? '');
    if (person === undefined) {
      const problem = texts.text('sign-in.wrong-password');
      show(response, 401, signInPage({ uid, username, problem }, texts));
      return;
    }
    const result = { login: { accountId: person.username } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) console.error(error);
    const texts = textsFor(undefined);
    show(response, 400, errorPage(texts.text('sign-in.run-out'), portalUrl, texts));
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
