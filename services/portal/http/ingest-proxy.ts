import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import type { Request, Response } from 'express';
import { LmsError } from '#shared/errors.ts';
import { allowLongBody } from '#shared/http/body-deadline.ts';
import { answerEarly, isStillSending } from '#shared/http/early-answer.ts';
import { MAX_SETTINGS_BYTES } from '#shared/imports/import-settings.ts';
import { headersForClient, headersForIngest } from './forwarded-headers.ts';

/**
 * Ingest itself ends an upload after 60 s without a byte, and says so; silence longer than that means that ingest
 * hangs.
 */
const SILENCE_MS = 90_000;

/** How much of an answer is read, and how long that may take once its headers have come. */
interface AnswerLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * Ingest's answers are a problem of a few kB, or an import with the settings that were chosen for it. An answer that
 * never ends would fill the portal's memory, or hold the client's connection.
 */
const ANSWER_LIMITS: AnswerLimits = { bytes: 2 * MAX_SETTINGS_BYTES, milliseconds: 10_000 };

/** Passes requests on to ingest. */
export interface IngestProxy {
  /**
   * Streams the request to ingest and its answer back; ingest may answer, and the client gets the answer, while the
   * client is still sending. A client that leaves ends the request to ingest. Only the path and query are the client's:
   * the host is that of `ingestUrl`.
   *
   * @throws LmsError `unavailable` when ingest is unavailable, or its answer is larger or slower than any of its own
   */
  pass(request: Request, response: Response): Promise<void>;
  close(): void;
}

export function createIngestProxy(ingestUrl: string, limits = ANSWER_LIMITS): IngestProxy {
  // A connection each: on one kept from before, ingest may be closing it just now, and an upload cannot be sent twice.
  const agent = new Agent({ keepAlive: false });
  const options = { ...urlToHttpOptions(new URL(ingestUrl)), agent, timeout: SILENCE_MS };
  return {
    async pass(request, response) {
      // Ingest ends an upload that is too slow; here it would be cut off before ingest could say so.
      allowLongBody(request);
      const answer = await send(request, response, options, limits);
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
function send(
  request: Request,
  response: Response,
  options: RequestOptions,
  limits: AnswerLimits,
): Promise<Answer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
  const upstream = httpRequest({
    ...options,
    // Never joined with an address: it would replace the host if it were a whole address itself.
    path: request.originalUrl,
    method: request.method,
    headers: headersForIngest(request.headers),
  });
  const clientLeft = (): void => {
    resolve(undefined);
    upstream.destroy();
  };
  response.once('close', clientLeft);
  upstream.on('timeout', () => upstream.destroy(new Error(`ingest was silent for ${SILENCE_MS} ms`)));
  // Also emitted when ingest closes after an early answer while the rest is being written; then no one waits for it.
  upstream.on('error', (error) =>
    reject(new LmsError('unavailable', 'Ingest does not answer', { retryable: true, cause: error })),
  );
  upstream.on('response', (incoming) => {
    readAnswer(incoming, limits).then(resolve, (error: unknown) =>
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

/** @throws Error when the answer is too large, too slow, or breaks off */
async function readAnswer(incoming: IncomingMessage, limits: AnswerLimits): Promise<Answer> {
  const deadline = setTimeout(
    () => incoming.destroy(new Error(`the answer took longer than ${limits.milliseconds} ms`)),
    limits.milliseconds,
  );
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limits.bytes) throw new Error(`the answer has more than ${limits.bytes} bytes`);
      chunks.push(chunk);
    }
    return {
      status: incoming.statusCode ?? 502,
      headers: headersForClient(incoming.headers),
      body: Buffer.concat(chunks),
    };
  } finally {
    clearTimeout(deadline);
  }
}
