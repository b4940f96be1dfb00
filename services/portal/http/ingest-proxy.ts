import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import { LmsError } from '#shared/errors.ts';
import { answerEarly, isStillSending } from '#shared/http/early-answer.ts';

/** Headers that are about one connection, not about the message (RFC 9110, section 7.6.1), and what Node writes itself. */
const CONNECTION_HEADERS = [
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Ingest itself ends an upload after 60 s without a byte, and says so; silence longer than that means that ingest
 * hangs.
 */
const SILENCE_MS = 90_000;

/** Passes requests on to ingest. */
export interface IngestProxy {
  /**
   * Streams the request to ingest and its answer back; ingest may answer, and the client is told, while the client is
   * still sending. A client that leaves ends the request to ingest.
   *
   * @throws LmsError `unavailable` when ingest is away
   */
  pass(request: Request, response: Response): Promise<void>;
  close(): void;
}

export function createIngestProxy(ingestUrl: string): IngestProxy {
  // A connection each: on one kept from before, ingest may be closing it just now, and an upload cannot be sent twice.
  const agent = new Agent({ keepAlive: false });
  return {
    async pass(request, response) {
      const answer = await send(request, response, new URL(request.originalUrl, ingestUrl), agent);
      if (answer === undefined) return;
      response.status(answer.status).set(answer.headers);
      if (isStillSending(request)) answerEarly(response, answer.body.toString('utf8'));
      else response.end(answer.body);
    },
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

/** Resolves with ingest's answer, or with undefined when the client left. */
function send(request: Request, response: Response, url: URL, agent: Agent): Promise<Answer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
  const upstream = httpRequest(url, {
    agent,
    method: request.method,
    headers: passedOn(request.headers),
    timeout: SILENCE_MS,
  });
  const clientLeft = (): void => {
    resolve(undefined);
    upstream.destroy();
  };
  response.once('close', clientLeft);
  upstream.on('timeout', () => upstream.destroy(new Error(`ingest was silent for ${SILENCE_MS} ms`)));
  // Also emitted when ingest closes after an early answer while the rest is being written; then nobody waits for it.
  upstream.on('error', (error) =>
    reject(new LmsError('unavailable', 'Ingest does not answer', { retryable: true, cause: error })),
  );
  upstream.on('response', (incoming) => {
    readAnswer(incoming).then(resolve, (error: unknown) =>
      reject(new LmsError('unavailable', "Ingest's answer broke off", { retryable: true, cause: error })),
    );
  });
  // Before the first byte of the body, which may be long in coming: ingest refuses by the headers alone, and it is
  // ingest that notices when an upload stands still.
  upstream.flushHeaders();
  request.pipe(upstream);
  return promise.finally(() => {
    response.off('close', clientLeft);
    request.unpipe(upstream);
    upstream.destroy();
  });
}

/** Ingest's answers are an import or a problem, so they fit into memory. */
async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const body = await buffer(incoming);
  return { status: incoming.statusCode ?? 502, headers: passedOn(incoming.headers), body };
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || CONNECTION_HEADERS.includes(name) ? [] : [[name, value]],
    ),
  );
}
