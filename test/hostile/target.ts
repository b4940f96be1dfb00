import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWTPayload } from 'jose';
import type { ImportView } from '#shared/imports/import-view.ts';
import { signAccessToken } from '../support/access-token.ts';
import type { Endpoints } from '../support/product.ts';

/** Who calls. */
export interface Caller {
  readonly tenant: string;
  readonly subject: string;
  readonly role: 'lms_admin' | 'learner';
}

/** The first tenant, which attacks, and the second, which only wants to work. */
export const ATTACKER: Caller = { tenant: 'acme', subject: 'avery.admin', role: 'lms_admin' };
export const WORKER: Caller = { tenant: 'globex', subject: 'gale.admin', role: 'lms_admin' };

/** Longer than a run: nobody signs in again on the way. */
const TOKEN_SECONDS = 3 * 3_600;

/** How long any answer may take. What is not answered by then counts as status 0. */
const ANSWER_WITHIN_MS = 120_000;

/** The running product, as one caller or another meets it. Counts the statuses of all answers. */
export class Target {
  readonly dataDir: string;
  readonly endpoints: Endpoints;
  /** How often each status was answered; 0 where the connection ended without one. */
  readonly statuses = new Map<number, number>();
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(dataDir: string) {
    this.dataDir = dataDir;
    this.endpoints = JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8')) as Endpoints;
  }

  count(status: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  /** The header that signs a caller in. */
  async authorization(caller: Caller): Promise<string> {
    const { tenant, subject, role } = caller;
    const key = `${tenant} ${subject} ${role}`;
    const token = this.#tokens.get(key) ?? this.sign({ tenant, sub: subject, roles: [role] });
    this.#tokens.set(key, token);
    return `Bearer ${await token}`;
  }

  sign(claims: JWTPayload): Promise<string> {
    return signAccessToken(this.dataDir, {
      claims,
      issuer: this.endpoints.identity.issuer,
      audience: 'lms',
      expiresIn: TOKEN_SECONDS,
      type: 'at+jwt',
    });
  }

  /** Calls the portal and reads the whole answer. */
  async call(
    caller: Caller,
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string }> {
    const headers = new Headers(init.headers);
    headers.set('authorization', await this.authorization(caller));
    return this.fetch(path, { ...init, headers });
  }

  /** As {@link call}, with no credentials but those of `init`. */
  async fetch(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const url = new URL(path, this.endpoints.portal);
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await fetch(url, { redirect: 'manual', signal, ...init });
      const text = await response.text();
      this.count(response.status);
      return { status: response.status, text };
    } catch {
      this.count(0);
      return { status: 0, text: '' };
    }
  }

  upload(caller: Caller, content: string, type = 'courses'): Promise<{ status: number; text: string }> {
    const form = new FormData();
    form.append('file', new Blob([content], { type: 'text/csv' }), 'history.csv');
    return this.call(caller, `/api/imports?type=${type}`, { method: 'POST', body: form });
  }

  /**
   * Uploads a file that must be accepted and waits until its import has ended.
   *
   * @throws Error when it is refused, or has not ended within `deadlineMs`
   */
  async importFile(
    caller: Caller,
    content: string,
    deadlineMs: number,
    type = 'courses',
  ): Promise<ImportView> {
    const { status, text } = await this.upload(caller, content, type);
    if (status !== 202) throw new Error(`Not accepted: ${status} ${text}`);
    const { id } = JSON.parse(text) as ImportView;
    const end = Date.now() + deadlineMs;
    for (;;) {
      const answer = await this.call(caller, `/api/imports/${id}`);
      const view = answer.status === 200 ? (JSON.parse(answer.text) as ImportView) : undefined;
      if (view !== undefined && view.status !== 'In progress') return view;
      if (Date.now() > end) throw new Error(`Import ${id} has not ended within ${deadlineMs} ms`);
      await pause(POLL_MS);
    }
  }
}

/** Short beside an import's half second, and far from what a tenant may call. */
const POLL_MS = 25;

/** Lets time pass between calls; a signal that aborts ends it at once. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
