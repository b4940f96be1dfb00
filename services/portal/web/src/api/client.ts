import { text } from '../texts/texts.ts';

/** A call that was not granted: an RFC 9457 problem document, or what stands in for one. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The stable code of the problem (schemas/http); `unreachable` when no answer came at all. */
  readonly code: string;
  /** The columns that `missing-column` and `duplicate-column` name. */
  readonly columns: readonly string[];

  constructor(status: number, code: string, detail: string, columns: readonly string[] = []) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.columns = columns;
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem(0, 'unreachable', text('components.error.unreachable'));
}

/** The problem that an answer's body describes, whatever a proxy in between may have made of it. */
export function toProblem(status: number, body: string): ApiProblem {
  const fallback = new ApiProblem(status, codeOfStatus(status), text('components.error.status', { status }));
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== 'object' || problem === null || !('code' in problem)) return fallback;
    const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : '';
    const columns = 'columns' in problem && Array.isArray(problem.columns) ? problem.columns.map(String) : [];
    return new ApiProblem(status, String(problem.code), detail || fallback.message, columns);
  } catch {
    return fallback;
  }
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 404) return 'not-found';
  if (status === 413) return 'file-too-large';
  return status === 502 || status === 503 || status === 504 ? 'unavailable' : 'internal';
}

/** The answer is taken for what the interface's description says it is (a test holds the portal to it). */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(path, { headers: { Accept: 'application/json' }, signal: signal ?? null });
  return response.json() as Promise<Answer>;
}

export function postJson<Answer>(path: string, body?: unknown): Promise<Answer> {
  return sendJson('POST', path, body);
}

export function putJson<Answer>(path: string, body: unknown): Promise<Answer> {
  return sendJson('PUT', path, body);
}

export function patchJson<Answer>(path: string, body: unknown): Promise<Answer> {
  return sendJson('PATCH', path, body);
}

export async function deleteAt(path: string): Promise<void> {
  await request(path, { method: 'DELETE', headers: { Accept: 'application/json' } });
}

async function sendJson<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  const response = await request(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return response.json() as Promise<Answer>;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
  if (!response.ok) throw toProblem(response.status, await response.text());
  return response;
}

/** `path?a=1&b=2` without the parameters that are blank. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | undefined | null>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
