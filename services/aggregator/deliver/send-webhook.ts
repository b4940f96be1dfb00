import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { toError } from '#shared/errors.ts';
import { webhookUrlProblem } from '#shared/webhooks/webhook-url.ts';
import type { Attempt } from './attempt.ts';
import {
  AddressRefused,
  createResolve,
  lookupAny,
  lookupPublic,
  type Resolve,
  resolveAsSystem,
} from './resolve-public.ts';

/** Receivers have to answer and work afterwards; with more, a few that stall would hold up everybody's. */
const ANSWER_WITHIN_MS = 15_000;

/** What is sent to an address of a tenant's. */
export interface WebhookMessage {
  readonly url: string;
  /** Each signs; during a change of secrets there are two. */
  readonly secrets: readonly string[];
  /** The same at every attempt. */
  readonly id: string;
  readonly body: string;
}

export interface WebhookSenderOptions {
  /** Any address and plain HTTP are allowed. */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
  readonly answerWithinMs?: number;
}

export type SendWebhook = (message: WebhookMessage, signal: AbortSignal) => Promise<Attempt>;

/**
 * Sends webhooks as Standard Webhooks describes them. Nothing but the public internet is reached: addresses are looked at
 * after their name is resolved, and redirects are failures. Any 2xx is a success; no more of the answer is read.
 */
export function createWebhookSender(options: WebhookSenderOptions): SendWebhook {
  const { allowPrivate, answerWithinMs = ANSWER_WITHIN_MS } = options;
  const lookup = allowPrivate
    ? lookupAny(options.resolve ?? resolveAsSystem)
    : lookupPublic(options.resolve ?? createResolve());
  return async (message, signal) => {
    // Also where the host is an address itself: a socket does not look that up.
    if (webhookUrlProblem(message.url, allowPrivate) !== undefined) return { error: 'address-not-allowed' };
    const timeout = AbortSignal.timeout(answerWithinMs);
    try {
      const status = await post(message, lookup, AbortSignal.any([signal, timeout]));
      return judge(status);
    } catch (error) {
      signal.throwIfAborted();
      return timeout.aborted ? { error: 'timeout' } : explain(toError(error));
    }
  };
}

/** @returns the status of the answer */
function post(message: WebhookMessage, lookup: LookupFunction, signal: AbortSignal): Promise<number> {
  const url = new URL(message.url);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request: ClientRequest = send(url, {
      method: 'POST',
      // No connection is kept: the next one is looked up, and looked at, again.
      agent: false,
      lookup,
      signal,
      headers: { ...signedHeaders(message), 'content-length': Buffer.byteLength(message.body) },
    });
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      response.on('error', () => undefined);
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.end(message.body);
  });
}

/** Signed again at each attempt: receivers refuse old timestamps, so that nobody can replay what they overheard. */
function signedHeaders({ id, secrets, body }: WebhookMessage): Record<string, string> {
  const now = new Date();
  return {
    'content-type': 'application/json',
    'user-agent': 'training-history-import',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
}

function judge(status: number): Attempt {
  if (status >= 200 && status < 300) return { status };
  if (status >= 300 && status < 400) return { status, error: 'redirect' };
  if (status === 410) return { status, error: 'gone', isFinal: true };
  return { status, error: 'status' };
}

function explain(error: Error): Attempt {
  if (error instanceof AddressRefused) return { error: error.attemptError };
  const code = 'code' in error ? String(error.code) : '';
  return { error: /CERT|SELF_SIGNED|ERR_TLS|EPROTO|ERR_SSL/.test(code) ? 'certificate' : 'not-connected' };
}
