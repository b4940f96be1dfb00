import type { Request, Response } from 'express';
import { toRefusal } from '#shared/http/http-server.ts';
import type { Refusal } from '#shared/http/refusal.ts';
import { sendProblem } from '#shared/http/send-problem.ts';

/**
 * Shows a person, who came here by following a link, that signing in did not work; a program gets the problem. It is
 * not a redirect, which would be endless with a provider that always fails.
 */
export function sendSignInFailure(request: Request, response: Response, error: unknown): Refusal {
  const refusal = toRefusal(error);
  if (request.accepts(['application/problem+json', 'text/html']) !== 'text/html') {
    sendProblem(response, refusal);
    return refusal;
  }
  response.status(refusal.status).set(refusal.headers).type('html').send(page(refusal.message));
  return refusal;
}

function page(detail: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign-in did not work</title>
<main style="font-family: system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem">
<h1>Sign-in did not work</h1>
<p>${escapeHtml(detail)}</p>
<p><a href="/login">Try again</a></p>
</main>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
