import type { Request, Response } from 'express';
import { toRefusal } from '#shared/http/http-server.ts';
import type { Refusal } from '#shared/http/refusal.ts';
import { sendProblem } from '#shared/http/send-problem.ts';
import { errorPage, wantsPage } from '../http/error-page.ts';
import { plainPage } from '../http/plain-page.ts';

/**
 * Shows a person, who came here by following a link, that signing in did not work; a program gets the problem. It is
 * not a redirect, which would be endless with a provider that always fails.
 */
export function sendSignInFailure(request: Request, response: Response, error: unknown): Refusal {
  const refusal = toRefusal(error);
  if (!wantsPage(request)) {
    sendProblem(response, refusal);
    return refusal;
  }
  response.status(refusal.status).set(refusal.headers).type('html');
  response.send(
    errorPage(request, response, refusal) ??
      plainPage({
        title: 'Sign-in did not work',
        text: refusal.message,
        link: { address: '/login', name: 'Try again' },
      }),
  );
  return refusal;
}
