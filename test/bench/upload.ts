import { openAsBlob } from 'node:fs';
import type { ImportView } from '#shared/imports/import-view.ts';
import type { Endpoints } from '../support/product.ts';

/** Seconds of one import, each since the upload's first byte. */
export interface ImportTimes {
  readonly accepted: number;
  /** The first count above zero; NaN when it was not watched. */
  readonly firstProgress: number;
  readonly complete: number;
  readonly view: ImportView;
}

export interface ImportOptions {
  readonly type: 'courses' | 'certifications';
  /** Do not wait for the end. */
  readonly acceptOnly?: boolean;
}

/** Uploads a file through the portal and watches it to its end. */
export async function importFile(
  endpoints: Endpoints,
  path: string,
  { type, acceptOnly = false }: ImportOptions,
): Promise<ImportTimes> {
  const headers = { authorization: `Bearer ${await token(endpoints)}` };
  const form = new FormData();
  form.append('file', await openAsBlob(path, { type: 'text/csv' }), `${type}.csv`);
  const began = performance.now();
  const since = () => (performance.now() - began) / 1_000;
  const response = await fetch(`${endpoints.portal}/api/imports?type=${type}`, {
    method: 'POST',
    body: form,
    headers,
  });
  if (response.status !== 202) throw new Error(`Not accepted: ${response.status} ${await response.text()}`);
  let view = (await response.json()) as ImportView;
  const accepted = since();
  let firstProgress = Number.NaN;
  while (!acceptOnly && view.status === 'In progress') {
    // Often enough for tenths of seconds; once rows are counted, seldom enough to cost nothing beside the import.
    await new Promise((resolve) => setTimeout(resolve, Number.isNaN(firstProgress) ? 50 : 200));
    view = (await (await fetch(`${endpoints.portal}${view.links.self}`, { headers })).json()) as ImportView;
    if (Number.isNaN(firstProgress) && view.successes + view.failures > 0) firstProgress = since();
  }
  return { accepted, firstProgress, complete: since(), view };
}

/** An access token of the bench's tenant. */
export async function token(endpoints: Endpoints): Promise<string> {
  const response = await fetch(endpoints.identity.token, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('acme-hr:demo').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
