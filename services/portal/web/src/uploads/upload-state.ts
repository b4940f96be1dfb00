import type { ApiProblem } from '../api/client.ts';
import type { ImportSettings, ImportView, SavedMapping } from '../api/types.ts';
import type { FileAcceptance, FileRefusal } from './file-check.ts';

/** What an upload is for: to be imported at once, or to be checked, and imported when somebody applies it. */
export type UploadMode = 'import' | 'check';

export interface ReadyUpload {
  readonly phase: 'ready';
  readonly file: File;
  readonly check: FileAcceptance;
  /** Whether it is being read again under other settings. */
  readonly reading: boolean;
  /** An import of the same file that importing it again would double; undefined where that is accepted. */
  readonly earlier: ImportView | undefined;
}

export interface RefusedUpload {
  readonly phase: 'refused';
  readonly fileName: string;
  readonly refusal: FileRefusal;
  readonly file: File | undefined;
  readonly reading: boolean;
}

/** A state from which a file can be sent, and to which one that is stopped goes back. */
export type SendableUpload = ReadyUpload | RefusedUpload;

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
  | ReadyUpload
  | RefusedUpload
  | {
      readonly phase: 'sending';
      readonly file: File;
      readonly mode: UploadMode;
      readonly before: SendableUpload;
      readonly sent: number;
    }
  | {
      readonly phase: 'interrupted';
      readonly file: File;
      readonly mode: UploadMode;
      readonly before: SendableUpload;
      readonly problem: ApiProblem;
    }
  | { readonly phase: 'accepted'; readonly item: ImportView };

export interface UploadsSnapshot {
  readonly settings: ImportSettings;
  /** The saved mapping that was taken for the file. */
  readonly mapping: SavedMapping | undefined;
  readonly upload: UploadState;
}
