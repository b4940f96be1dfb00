import type { ImportView } from '#shared/imports/import-view.ts';
import type { CheckView } from '../../services/portal/imports/check.ts';
import { accept, type ClientName, call, callJson, eventually, finished, type UploadOptions } from './product.ts';

/** Uploads a file that must be accepted to be checked. */
export function acceptCheck(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  return accept(content, { ...options, query: { ...options.query, check: 'true' } });
}

/** Waits until a check has ended, bearing with a service that is being started again. */
export async function checked(importId: string, client: ClientName = 'acme-hr'): Promise<ImportView> {
  const view = await eventually(
    async () => {
      const response = await call(client, `/api/imports/${importId}`).catch(() => undefined);
      return response?.ok ? ((await response.json()) as ImportView) : undefined;
    },
    (found) => found !== undefined && found.status !== 'Checking',
    90_000,
  );
  return view as ImportView;
}

/** Uploads a file to be checked and waits until that is done. */
export async function checkFile(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  const { id } = await acceptCheck(content, options);
  return checked(id, options.client);
}

/** What a check has found. */
export async function findings(importId: string, client: ClientName = 'acme-hr'): Promise<CheckView> {
  const { status, body } = await callJson<CheckView>(client, `/api/imports/${importId}/check`);
  if (status !== 200) throw new Error(`No check: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Imports what was checked and waits until that is finished. */
export async function applyChecked(importId: string, client: ClientName = 'acme-hr'): Promise<ImportView> {
  const answer = await call(client, `/api/imports/${importId}/apply`, { method: 'POST' });
  if (answer.status !== 202) throw new Error(`Not applied: ${answer.status} ${await answer.text()}`);
  return finished(importId, client);
}
