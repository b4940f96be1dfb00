import type { Request, Response } from 'express';
import { toRefusal } from '#shared/http/http-server.ts';
import type { Refusal } from '#shared/http/refusal.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import { sendProblem } from '#shared/http/send-problem.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
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
  const language = answerLanguage(response);
  const { text } = textsOf(language);
  response.status(refusal.status).set(refusal.headers).type('html');
  response.send(
    errorPage(request, response, refusal) ??
      plainPage({
        language,
        title: text('sign-in.failed-title'),
        text: refusal.detailIn(language),
        link: { address: '/login', name: text('problems.try-again') },
      }),
  );
  return refusal;
}
