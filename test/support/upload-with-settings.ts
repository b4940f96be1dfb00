import type { ImportView } from '#shared/imports/import-view.ts';
import { call, finished } from './product.ts';

interface SettingsOptions {
  /** Of the address; `type=courses` unless it says something else. */
  readonly query?: Readonly<Record<string, string>>;
  /** Where the settings stand in the form. */
  readonly order?: 'before' | 'after' | 'twice';
  /** Sent as a file of their own, as programs do that say that they are JSON. */
  readonly asFile?: boolean;
}

/** Uploads a file with a part `settings`: text as it is, anything else as JSON. */
export function uploadWithSettings(
  content: string | Uint8Array<ArrayBuffer>,
  settings: unknown,
  { query = { type: 'courses' }, order = 'before', asFile = false }: SettingsOptions = {},
): Promise<Response> {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  const form = new FormData();
  const appendSettings = (): void =>
    asFile
      ? form.append('settings', new Blob([text], { type: 'application/json' }), 'settings.json')
      : form.append('settings', text);
  if (order !== 'after') appendSettings();
  if (order === 'twice') appendSettings();
  form.append('file', new Blob([content], { type: 'text/csv' }), 'history.csv');
  if (order === 'after') appendSettings();
  return call('acme-hr', `/api/imports?${new URLSearchParams(query)}`, { method: 'POST', body: form });
}

/** As {@link uploadWithSettings}, what must be accepted. */
export async function acceptWithSettings(
  ...upload: Parameters<typeof uploadWithSettings>
): Promise<ImportView> {
  const response = await uploadWithSettings(...upload);
  if (response.status !== 202) throw new Error(`Not accepted: ${response.status} ${await response.text()}`);
  return (await response.json()) as ImportView;
}

/** As {@link acceptWithSettings}, until it is finished or waits for a person. */
export async function importWithSettings(
  ...upload: Parameters<typeof uploadWithSettings>
): Promise<ImportView> {
  const { id } = await acceptWithSettings(...upload);
  return finished(id);
}
