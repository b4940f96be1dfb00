import { ApiProblem } from '../api/client.ts';
import type { FileRefusal } from './file-check.ts';
import type { SendableUpload, UploadMode, UploadState } from './upload-state.ts';

/** What becomes of an upload that failed; one that was stopped is as it was before. */
export async function afterFailure(
  file: File,
  mode: UploadMode,
  before: SendableUpload,
  error: unknown,
): Promise<UploadState> {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.code === 'aborted') return before;
  const refused = (refusal: FileRefusal): UploadState => ({
    phase: 'refused',
    fileName: file.name,
    file,
    refusal,
    reading: false,
  });
  // The browser says no more of a file that changed on its way than that the connection broke.
  if (error.code === FILE_CHANGED.code || (error.status === 0 && (await hasChanged(file))))
    return refused(FILE_CHANGED);
  // Nothing is wrong with the file.
  const mayWork =
    error.status === 0 ||
    error.status >= 500 ||
    ['upload-stalled', 'too-many-requests', 'unauthenticated'].includes(error.code);
  if (mayWork) return { phase: 'interrupted', file, mode, before, problem: error };
  const type = before.phase === 'ready' ? before.check.type : before.refusal.type;
  return refused({
    ok: false,
    code: error.code,
    detail: error.message,
    columns: error.columns,
    ...(type === undefined ? {} : { type }),
  });
}

/** A browser reads the bytes that were chosen, or none: a file that was edited since has to be chosen again. */
export const FILE_CHANGED: FileRefusal = { ok: false, code: 'file-changed' };

/** @throws ApiProblem `file-changed`; a browser that sends a file looks less closely than one that reads it */
export async function requireUnchanged(file: File): Promise<void> {
  if (await hasChanged(file)) throw new ApiProblem(0, FILE_CHANGED.code, 'The file has changed.');
}

/** Whether the file is no longer the one that was chosen: edited, moved or deleted. */
export async function hasChanged(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => false,
      () => true,
    );
}
