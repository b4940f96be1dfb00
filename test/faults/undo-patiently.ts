import { setTimeout as wait } from 'node:timers/promises';
import type { ImportView } from '#shared/imports/import-view.ts';
import { call } from '../support/product.ts';
import type { PatientClient } from './patient-client.ts';

/** An undo, and the import that it takes back. */
export interface Undo {
  readonly id: string;
  readonly undoes: string;
}

/** What an import may take until it can be undone while everything around it breaks. */
const UNDOABLE_WITHIN_MS = 600_000;
const POLL_MS = 500;

/** Undoes an import as soon as it has ended, once: the answer to the first call may have been lost. */
export async function undoPatiently(client: PatientClient, id: string): Promise<ImportView> {
  const end = Date.now() + UNDOABLE_WITHIN_MS;
  for (;;) {
    const { status, text } = await client.ask(() =>
      call(client.name, `/api/imports/${id}/undo`, { method: 'POST' }),
    );
    if (status === 202) return JSON.parse(text) as ImportView;
    const { code } = JSON.parse(text) as { code: string };
    if (code === 'already-undone') {
      const { undoneBy } = await viewPatiently(client, id);
      if (undoneBy !== null) return viewPatiently(client, undoneBy);
    }
    if (!['already-undone', 'not-finished'].includes(code) || Date.now() > end)
      throw new Error(`${id} is not undone: ${status} ${text}`);
    await wait(POLL_MS);
  }
}

export function viewPatiently(client: PatientClient, id: string): Promise<ImportView> {
  return client.expect(200, () => call(client.name, `/api/imports/${id}`));
}
