import { hashKey, type QueryClient } from '@tanstack/react-query';
import { refreshImportLists, showImport } from '../api/imports.ts';
import { mappingSettings } from '../api/mappings.ts';
import { isSignedOut } from '../api/query-client.ts';
import { sessionQuery } from '../api/session.ts';
import type { ImportSettings, SavedMapping } from '../api/types.ts';
import { createIdempotencyKey, uploadFile } from '../api/upload.ts';
import { announceProgress } from '../imports-live/announce-progress.ts';
import { afterFailure, FILE_CHANGED, hasChanged, requireUnchanged } from './after-failure.ts';
import { earlierImport } from './earlier-import.ts';
import { type CheckOptions, checkFile, type FileRefusal } from './file-check.ts';
import { changeSettings, hasMapping, type SettingsChange } from './settings-change.ts';
import type { SendableUpload, UploadMode, UploadState, UploadsSnapshot } from './upload-state.ts';

/** The upload of a file, kept outside of the page so that it continues while the admin looks at another. */
export interface Uploads {
  subscribe(listener: () => void): () => void;
  snapshot(): UploadsSnapshot;
  /** Changes how the file will be read; a chosen file is checked again. */
  change(change: SettingsChange, maxBytes: number): void;
  /** Takes what was saved for files of this kind; the file is checked again. */
  takeMapping(mapping: SavedMapping, maxBytes: number): void;
  choose(file: File, maxBytes: number): void;
  refuse(fileName: string, refusal: FileRefusal): void;
  discard(): void;
  send(mode: UploadMode): void;
  /** Stops an upload that is being sent. */
  stop(): void;
}

/** Other tabs show a new import at once instead of at their next look. */
const CHANNEL = 'lms-imports';

export function createUploads(client: QueryClient): Uploads {
  let current: UploadsSnapshot = { settings: {}, mapping: undefined, upload: { phase: 'none' } };
  let reading = new AbortController();
  let sending: AbortController | undefined;
  let idempotency: { readonly mode: UploadMode; readonly key: string } | undefined;
  const listeners = new Set<() => void>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => void refreshImportLists(client);

  const set = (change: Partial<UploadsSnapshot>): void => {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  };

  const read = async (file: File, maxBytes: number): Promise<void> => {
    // Read otherwise it is another import, so it must not be answered with the one of an earlier try.
    idempotency = undefined;
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    set({ upload: whileRead(current.upload, file) });
    const upload = await readFile(file, current.settings, { maxBytes, signal });
    // Another choice was made meanwhile.
    if (!signal.aborted) set({ upload });
  };

  const send = async (file: File, mode: UploadMode, before: SendableUpload): Promise<void> => {
    sending = new AbortController();
    if (idempotency?.mode !== mode) idempotency = { mode, key: createIdempotencyKey() };
    set({ upload: { phase: 'sending', file, mode, before, sent: 0 } });
    try {
      await requireUnchanged(file);
      const item = await uploadFile({
        file,
        ...uploadSettings(current, mode, before),
        idempotencyKey: idempotency.key,
        signal: sending.signal,
        onProgress: (sent, all) =>
          set({ upload: { phase: 'sending', file, mode, before, sent: all === 0 ? 0 : sent / all } }),
      });
      showImport(client, item);
      announceProgress(item);
      set({ upload: { phase: 'accepted', item } });
      channel.postMessage(item.id);
    } catch (error) {
      set({ upload: await afterFailure(file, mode, before, error) });
      // Only queries make the page ask to sign in again.
      if (isSignedOut(error)) void client.refetchQueries({ queryKey: sessionQuery.queryKey, exact: true });
    } finally {
      sending = undefined;
      // Also after a stop: what was sent whole by then may have been accepted.
      await refreshImportLists(client);
    }
  };

  const changeTo = (settings: ImportSettings, mapping: SavedMapping | undefined, maxBytes: number): void => {
    set({ settings, mapping });
    const file = chosenFile(current.upload);
    if (file !== undefined) void read(file, maxBytes);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => current,
    change: (change, maxBytes) =>
      changeTo(changeSettings(current.settings, change), current.mapping, maxBytes),
    takeMapping: (mapping, maxBytes) =>
      changeTo(changeSettings(current.settings, mappingSettings(mapping)), mapping, maxBytes),
    choose: (file, maxBytes) => {
      if (current.upload.phase === 'sending') return;
      // What was chosen before any file is meant for this one.
      const choices = current.upload.phase === 'none' ? {} : unchosen(current);
      set({ ...choices, upload: { phase: 'checking', file } });
      void read(file, maxBytes);
    },
    refuse: (fileName, refusal) => set({ upload: refused(fileName, undefined, refusal) }),
    discard: () => {
      reading.abort();
      set({ ...unchosen(current), upload: { phase: 'none' } });
    },
    send: (mode) => {
      const { upload } = current;
      if (upload.phase === 'interrupted') void send(upload.file, upload.mode, upload.before);
      if (upload.phase === 'ready') void send(upload.file, mode, upload);
      if (upload.phase === 'refused' && upload.file && mode === 'check') void send(upload.file, mode, upload);
    },
    stop: () => sending?.abort(),
  };
}

/** How a file is written is chosen for each: the next one may be written in another way. */
function unchosen({ settings: { type } }: UploadsSnapshot) {
  return { settings: type === undefined ? {} : { type }, mapping: undefined };
}

/** What is known of a file stays while it is read again, and with it whatever has the focus. */
function whileRead(upload: UploadState, file: File): UploadState {
  const isShown = upload.phase === 'ready' || (upload.phase === 'refused' && upload.refusal.inspection);
  return isShown ? { ...upload, reading: true } : { phase: 'checking', file };
}

function refused(fileName: string, file: File | undefined, refusal: FileRefusal): UploadState {
  return { phase: 'refused', fileName, file, refusal, reading: false };
}

/** What is to be done about a file once all of it was read. */
async function readFile(file: File, settings: ImportSettings, options: CheckOptions): Promise<UploadState> {
  const check = await checkFile(file, settings, options).catch(() => unreadable(file));
  if (!check.ok) return refused(file.name, file, check);
  const isAccepted = settings.accept?.includes('same-file') === true;
  const earlier = isAccepted ? undefined : await earlierImport(file, check.type).catch(() => undefined);
  return { phase: 'ready', file, check, reading: false, earlier };
}

function chosenFile(upload: UploadState): File | undefined {
  return 'file' in upload && upload.phase !== 'sending' ? upload.file : undefined;
}

/** The browser could not read the file. */
async function unreadable(file: File): Promise<FileRefusal> {
  return (await hasChanged(file)) ? FILE_CHANGED : { ok: false, code: 'unreadable' };
}

/** What is said of the file when it is sent. */
function uploadSettings({ settings, mapping }: UploadsSnapshot, mode: UploadMode, before: SendableUpload) {
  const type = before.phase === 'ready' ? before.check.type : settings.type;
  const all = { ...settings, ...(type === undefined ? {} : { type }) };
  const check = mode === 'check';
  // A check takes a saved mapping by itself; here somebody has seen it offered. An error file is read as its original was.
  const isUnmapped = check && before.phase === 'ready' && !before.check.hasErrorsColumn && !hasMapping(all);
  return {
    check,
    settings: isUnmapped ? { ...all, columns: {} } : all,
    mapping: mapping !== undefined && isSameMapping(settings, mapping) ? mapping.id : undefined,
  };
}

/** Whether what was saved is chosen as it was. */
function isSameMapping(settings: ImportSettings, mapping: SavedMapping): boolean {
  const parts = ({ columns, values, constants }: ImportSettings) => hashKey([columns, values, constants]);
  return parts(settings) === parts(mapping);
}
