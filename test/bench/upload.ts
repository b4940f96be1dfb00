import { clientToken } from '../../commands/import/token.ts';
import { type Import, importView, upload } from '../../commands/import/upload.ts';
import type { Endpoints } from '../support/product.ts';

/** Seconds of one import, each since the upload's first byte. */
export interface ImportTimes {
  readonly accepted: number;
  /** The first count above zero; NaN when it was not watched. */
  readonly firstProgress: number;
  readonly complete: number;
  readonly view: Import;
}

export interface ImportOptions {
  readonly type: 'courses' | 'certifications';
  /** Check it only. */
  readonly check?: boolean;
  /** Do not wait for the end. */
  readonly acceptOnly?: boolean;
}

/**
 * Uploads a file as the import command does, and watches it to its end. The command streams the file; `fetch` with a
 * form takes more of the processor for that, which is then missing here.
 */
export async function importFile(
  endpoints: Endpoints,
  path: string,
  { type, acceptOnly = false, check = false }: ImportOptions,
): Promise<ImportTimes> {
  const access = await token(endpoints);
  const began = performance.now();
  const since = () => (performance.now() - began) / 1_000;
  let view = await upload({
    check,
    portal: endpoints.portal,
    token: access,
    file: path,
    options: {
      type,
      encoding: 'utf-8',
      dateFormat: undefined,
      delimiter: undefined,
      accepted: new Set(),
      settings: undefined,
    },
    onProgress: () => undefined,
  });
  const accepted = since();
  let firstProgress = Number.NaN;
  while (!acceptOnly && (view.status === 'In progress' || view.status === 'Checking')) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs(since(), firstProgress)));
    const response = await fetch(`${endpoints.portal}${view.links.self}`, {
      headers: { authorization: `Bearer ${access}` },
    });
    view = importView.parse(await response.json());
    if (Number.isNaN(firstProgress) && view.successes + view.failures > 0) firstProgress = since();
  }
  return { accepted, firstProgress, complete: since(), view };
}

/**
 * Often enough for tenths of seconds until rows are counted, then for hundredths of the time an import takes, and
 * seldom enough to cost nothing beside a large one.
 */
function pauseMs(seconds: number, firstProgress: number): number {
  return Number.isNaN(firstProgress) ? 50 : Math.min(200, 10 * seconds);
}

/** An access token of the bench's tenant. */
export function token({ identity }: Endpoints): Promise<string> {
  const id = 'acme-hr';
  return clientToken(identity.token, { id, secret: identity.clients[id] ?? '' });
}

/** Undoes an import, and watches that to its end. @returns seconds */
export async function undoImport(endpoints: Endpoints, id: string): Promise<number> {
  const access = await token(endpoints);
  const headers = { authorization: `Bearer ${access}` };
  const began = performance.now();
  const since = () => (performance.now() - began) / 1_000;
  const ask = async (path: string, method: string): Promise<Import> => {
    const response = await fetch(`${endpoints.portal}${path}`, { method, headers });
    if (!response.ok) throw new Error(await response.text());
    return importView.parse(await response.json());
  };
  let view = await ask(`/api/imports/${id}/undo`, 'POST');
  while (view.status === 'In progress') {
    await new Promise((resolve) => setTimeout(resolve, pauseMs(since(), 0)));
    view = await ask(view.links.self, 'GET');
  }
  return since();
}
