import type { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/client.ts';
import { refreshImportLists, showImport } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { createIdempotencyKey, uploadFile } from '../api/upload.ts';
import { announceProgress } from '../imports-live/announce-progress.ts';
import { checkFile, type FileAcceptance, type FileOptions, type FileRefusal } from './file-check.ts';

/**
 * What is happening to the chosen file:
 *
 *   none → checking → ready → sending → accepted
 *             └→ refused      └→ refused | interrupted (ready to be sent again under the same key)
 *
 * Choosing another file starts again from any state but sending.
 */
export type UploadState =
  | { readonly phase: 'none' }
  | { readonly phase: 'checking'; readonly file: File }
  | { readonly phase: 'ready'; readonly file: File; readonly check: FileAcceptance }
  | { readonly phase: 'sending'; readonly file: File; readonly check: FileAcceptance; readonly sent: number }
  | {
      readonly phase: 'interrupted';
      readonly file: File;
      readonly check: FileAcceptance;
      readonly problem: ApiProblem;
    }
  | {
      readonly phase: 'refused';
      readonly fileName: string;
      readonly refusal: FileRefusal;
      readonly file: File | undefined;
    }
  | { readonly phase: 'accepted'; readonly item: ImportView };

export interface UploadsSnapshot {
  readonly options: FileOptions;
  readonly upload: UploadState;
}

/** The upload of a file, kept outside of the page so that it continues while the admin looks at another. */
export interface Uploads {
  subscribe(listener: () => void): () => void;
  snapshot(): UploadsSnapshot;
  /** Changes how the file will be read; a chosen file is checked again. */
  setOptions(options: Partial<FileOptions>, maxBytes: number): void;
  choose(file: File, maxBytes: number): void;
  refuse(fileName: string, refusal: FileRefusal): void;
  discard(): void;
  send(): void;
  /** Stops an upload that is being sent. */
  stop(): void;
}

/** How a file is written is chosen for each: the next one may be written in another way. */
const UNCHOSEN = { dateFormat: 'auto', encoding: 'utf-8', accepted: [] } as const;
const DEFAULTS: FileOptions = { type: 'auto', ...UNCHOSEN };

/** Other tabs show a new import at once instead of at their next look. */
const CHANNEL = 'lms-imports';

export function createUploads(client: QueryClient): Uploads {
  let current: UploadsSnapshot = { options: DEFAULTS, upload: { phase: 'none' } };
  let sending: AbortController | undefined;
  let idempotencyKey = '';
  const listeners = new Set<() => void>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => void refreshImportLists(client);

  const set = (change: Partial<UploadsSnapshot>): void => {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  };

  const check = async (file: File, maxBytes: number): Promise<void> => {
    const { options } = current;
    set({ upload: { phase: 'checking', file } });
    const result = await checkFile(file, options, maxBytes).catch(unreadable);
    const { upload } = current;
    // Another choice was made meanwhile.
    if (upload.phase !== 'checking' || upload.file !== file || current.options !== options) return;
    if (result.ok) set({ upload: { phase: 'ready', file, check: result } });
    else set({ upload: { phase: 'refused', fileName: file.name, file, refusal: result } });
  };

  const send = async (file: File, accepted: FileAcceptance): Promise<void> => {
    sending = new AbortController();
    set({ upload: { phase: 'sending', file, check: accepted, sent: 0 } });
    const { dateFormat, encoding, accepted: codes } = current.options;
    try {
      const item = await uploadFile({
        file,
        options: {
          type: accepted.type,
          dateFormat: dateFormat === 'auto' ? undefined : dateFormat,
          encoding,
          accept: codes.length === 0 ? undefined : codes.join(','),
        },
        idempotencyKey,
        signal: sending.signal,
        onProgress: (sent, all) =>
          set({ upload: { phase: 'sending', file, check: accepted, sent: all === 0 ? 0 : sent / all } }),
      });
      showImport(client, item);
      announceProgress(item);
      set({ upload: { phase: 'accepted', item } });
      channel.postMessage(item.id);
      await refreshImportLists(client);
    } catch (error) {
      set({ upload: afterFailure(file, accepted, error) });
    } finally {
      sending = undefined;
    }
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => current,
    setOptions: (options, maxBytes) => {
      const file = chosenFile(current.upload);
      // Read otherwise it is another import, so it must not be answered with the one of an earlier try.
      idempotencyKey = createIdempotencyKey();
      set({ options: { ...current.options, ...options } });
      if (file !== undefined) void check(file, maxBytes);
    },
    choose: (file, maxBytes) => {
      if (current.upload.phase === 'sending') return;
      idempotencyKey = createIdempotencyKey();
      // What was chosen before any file is meant for this one.
      if (current.upload.phase !== 'none') set({ options: { ...current.options, ...UNCHOSEN } });
      void check(file, maxBytes);
    },
    refuse: (fileName, refusal) => set({ upload: { phase: 'refused', fileName, refusal, file: undefined } }),
    discard: () => set({ upload: { phase: 'none' }, options: { ...current.options, ...UNCHOSEN } }),
    send: () => {
      const { upload } = current;
      if (upload.phase === 'ready' || upload.phase === 'interrupted') void send(upload.file, upload.check);
    },
    stop: () => sending?.abort(),
  };
}

function chosenFile(upload: UploadState): File | undefined {
  return 'file' in upload && upload.phase !== 'sending' ? upload.file : undefined;
}

/** The browser could not read the file: moved, changed since it was chosen, or not allowed. */
function unreadable(): FileRefusal {
  return { ok: false, code: 'unreadable' };
}

function afterFailure(file: File, check: FileAcceptance, error: unknown): UploadState {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.code === 'aborted') return { phase: 'ready', file, check };
  // Nothing is wrong with the file.
  const mayWork =
    error.status === 0 ||
    error.status >= 500 ||
    ['upload-stalled', 'too-many-requests', 'unauthenticated'].includes(error.code);
  if (mayWork) return { phase: 'interrupted', file, check, problem: error };
  const refusal = {
    ok: false,
    code: error.code,
    detail: error.message,
    columns: error.columns,
    type: check.type,
  } as const;
  return { phase: 'refused', fileName: file.name, file, refusal };
}
