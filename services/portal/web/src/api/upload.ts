import { text } from '../texts/texts.ts';
import { ApiProblem, toProblem, unreachable, withQuery } from './client.ts';
import type { ImportSettings, ImportView } from './types.ts';

export interface UploadRequest {
  readonly file: File;
  readonly settings: ImportSettings;
  /** Whether the file is to be checked, and not imported before somebody applies it. */
  readonly check: boolean;
  /** The saved mapping that is used beside the settings. */
  readonly mapping?: string | undefined;
  /** Sending the same file again under the same key answers the same import, so a retry is safe. */
  readonly idempotencyKey: string;
  readonly onProgress: (sentBytes: number, allBytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Uploads a file and resolves with its import once the LMS has accepted it. By XMLHttpRequest, since fetch does
 * not report how far an upload is.
 */
export function uploadFile({
  file,
  settings,
  check,
  mapping,
  idempotencyKey,
  onProgress,
  signal,
}: UploadRequest): Promise<ImportView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const { type, dateFormat, encoding, accept, ...others } = settings;
    const options = { type, dateFormat, encoding, accept: accept?.join(',') };
    const query = { ...options, check: check ? 'true' : undefined, mapping };
    request.open('POST', withQuery('/api/imports', query));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Idempotency-Key', idempotencyKey);
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(toProblem(request.status, request.responseText));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new ApiProblem(0, 'aborted', text('components.error.upload-stopped')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const form = new FormData();
    if (Object.keys(others).length > 0) form.append('settings', JSON.stringify(others));
    form.append('file', file);
    request.send(form);
  });
}

/** `crypto.randomUUID` is missing on a page that came over plain HTTP from another host than localhost. */
export function createIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
