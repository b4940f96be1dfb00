import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { message } from '../texts/texts-of.ts';
import { Refusal } from './refusal.ts';
import { sendLastProblem } from './send-problem.ts';

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Gives each request `milliseconds` to send its body, and as much again once it was answered: until the body has come,
 * the connection stays taken. Handlers of uploads lift the first of the two by {@link allowLongBody}.
 */
export function createBodyDeadline(milliseconds: number): RequestHandler {
  return (request, response, next) => {
    if (!request.complete && hasBody(request)) {
      setDeadline(request, milliseconds, () => refuse(request, response));
      response.once('finish', () =>
        setDeadline(request, milliseconds, () => void request.socket.destroySoon()),
      );
      request.once('end', () => allowLongBody(request));
    }
    next();
  };
}

/** Lifts a request's deadline; the reader of the body must then check that its bytes keep coming. */
export function allowLongBody(request: IncomingMessage): void {
  clearTimeout(deadlines.get(request));
}

function setDeadline(request: IncomingMessage, milliseconds: number, end: () => void): void {
  clearTimeout(deadlines.get(request));
  if (request.complete) return;
  deadlines.set(
    request,
    setTimeout(() => request.complete || end(), milliseconds),
  );
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuse(request: IncomingMessage, response: Response): void {
  if (response.headersSent) request.socket.destroySoon();
  else sendLastProblem(response, new Refusal('upload-stalled', message('problems.body-too-slow')));
}
