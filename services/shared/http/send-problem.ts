import type { Response } from 'express';
import { answerEarly, isStillSending } from './early-answer.ts';
import type { Refusal } from './refusal.ts';

/** Answers with a problem document, which reaches also a client that is still sending. */
export function sendProblem(response: Response, refusal: Refusal): void {
  if (response.destroyed) return;
  const body = JSON.stringify(refusal.toProblem());
  response.status(refusal.status).set(refusal.headers).type('application/problem+json');
  if (isStillSending(response.req)) answerEarly(response, body);
  else response.send(body);
}
