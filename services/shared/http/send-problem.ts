import type { Response } from 'express';
import { DEFAULT_LANGUAGE } from '../texts/languages.ts';
import { answerEarly, isStillSending } from './early-answer.ts';
import type { Refusal } from './refusal.ts';
import { answerLanguage } from './request-language.ts';

/** Answers with a problem document, which reaches also a client that is still sending. */
export function sendProblem(response: Response, refusal: Refusal): void {
  if (response.destroyed) return;
  const body = problemBody(response, refusal);
  if (isStillSending(response.req)) answerEarly(response, body);
  else response.send(body);
}

/** Answers with a problem document, and closes the connection without reading what the client still sends. */
export function sendLastProblem(response: Response, refusal: Refusal): void {
  if (response.destroyed) return;
  const body = problemBody(response, refusal);
  const { socket } = response.req;
  response
    .once('finish', () => socket.destroySoon())
    .set('Connection', 'close')
    .send(body);
}

function problemBody(response: Response, refusal: Refusal): string {
  response.status(refusal.status).set(refusal.headers).type('application/problem+json');
  if (!refusal.isPlain) return JSON.stringify(refusal.toProblem(answerLanguage(response)));
  // The answer that was begun may have been in another language.
  response.removeHeader('Content-Language');
  return JSON.stringify(refusal.toProblem(DEFAULT_LANGUAGE));
}
