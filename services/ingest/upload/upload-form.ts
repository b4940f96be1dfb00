import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy, { type Busboy } from 'busboy';
import { invalidParameter } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { MAX_SETTINGS_BYTES } from '#shared/imports/import-settings.ts';
import { message, type Said } from '#shared/texts/texts-of.ts';
import { fileTooLarge } from '../inspect/inspect-file.ts';
import { type Minimum, Throughput } from './throughput.ts';

/** What a form may hold beside its file: boundaries, part headers, a few fields that we ignore. */
export const FORM_OVERHEAD_BYTES = 1024 * 1024;

/** A client that sends nothing for so long has disappeared, or occupies an upload slot for nothing. */
const STALLED_MS = 60_000;

/**
 * The longest an upload may take, however steadily its bytes drip. It must stay well below the age at which an object
 * nothing refers to counts as left over (shared/object-store/intents.ts), or one could be swept while it is accepted.
 */
const DEADLINE_MS = 60 * 60_000;

/** The form's one file. */
export interface FormFile {
  readonly name: string;
  /** The part `settings` as it was sent, JSON or not; undefined when there is none. */
  readonly settings: string | undefined;
  /** The file's bytes. Ends only when the whole form has come and is as it must be; throws what refuses it. */
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * Reads a multipart form from a request, no faster than its file is read from it: the field `file`, and before it, if
 * at all, the part `settings`.
 *
 * Whatever ends it too early (a bad form, a second file, a client that stalls or leaves) ends the file's bytes with
 * that refusal, so that there is one place where an upload fails.
 */
export class UploadForm {
  readonly #request: IncomingMessage;
  readonly #parser: Busboy;
  readonly #maxFileBytes: number;
  readonly #file = Promise.withResolvers<FormFile>();
  readonly #complete = Promise.withResolvers<void>();
  readonly #deadline: NodeJS.Timeout;
  readonly #throughput: Throughput;
  #stall: NodeJS.Timeout | undefined;
  #stream: Readable | undefined;
  /** Parts may come faster than one is read, so each follows the one before. */
  #settings: Promise<string> | undefined;
  #received = 0;
  #closed = false;

  /**
   * @param minThroughput how fast the bytes must come for now
   * @throws Refusal `malformed-upload` when the request holds no multipart form
   */
  constructor(request: IncomingMessage, maxFileBytes: number, minThroughput: () => Minimum) {
    this.#request = request;
    this.#maxFileBytes = maxFileBytes;
    this.#parser = createParser(request);
    // Either may be refused before anybody waits for it.
    this.#file.promise.catch(() => undefined);
    this.#complete.promise.catch(() => undefined);
    this.#deadline = setTimeout(() => this.#fail(stalled()), DEADLINE_MS);
    this.#throughput = new Throughput(minThroughput, () => this.#fail(tooSlow()));
    this.#listenToParser();
    this.#listenToRequest();
  }

  /**
   * The form's file, as soon as its bytes begin.
   *
   * @throws Refusal `missing-file`, `malformed-upload` or `upload-stalled`
   */
  file(): Promise<FormFile> {
    return this.#file.promise;
  }

  /** Reads no further; the request is left to the code that answers it. */
  close(): void {
    this.#fail(malformed(message('problems.upload-given-up')));
  }

  #listenToParser(): void {
    const parser = this.#parser;
    parser.on('file', (field, stream, info) => {
      // A program that says that its settings are JSON may well send them as a file.
      if (field === SETTINGS) this.#takeSettings(readSettings(stream));
      else void this.#begin(field, stream, info.filename);
    });
    parser.on('field', (field, value, { valueTruncated }) => {
      if (field !== SETTINGS) return;
      if (valueTruncated) this.#fail(settingsTooLong());
      else this.#takeSettings(Promise.resolve(value));
    });
    parser.on('filesLimit', () => this.#fail(tooManyFiles()));
    parser.on('fieldsLimit', () => this.#fail(malformed('The form has too many fields.')));
    parser.on('error', () => this.#fail(notWellFormed()));
    parser.on('close', () => {
      if (this.#stream === undefined) this.#fail(missingFile());
      this.#complete.resolve();
    });
  }

  #listenToRequest(): void {
    const request = this.#request;
    request.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
    if (request.destroyed) this.#onClose();
    else this.#awaitBytes();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#received += chunk.length;
    this.#throughput.add(chunk.length);
    if (this.#received > this.#maxFileBytes + FORM_OVERHEAD_BYTES) {
      this.#fail(fileTooLarge(this.#maxFileBytes));
      return;
    }
    if (this.#parser.write(chunk)) {
      this.#stall?.refresh();
      return;
    }
    // While we do not read, no byte can come, and the client is not to blame.
    this.#request.pause();
    this.#throughput.heldBack();
    clearTimeout(this.#stall);
    this.#parser.once('drain', () => {
      this.#throughput.heldBack();
      if (!this.#closed) this.#awaitBytes();
    });
  };

  readonly #onEnd = (): void => {
    clearTimeout(this.#stall);
    this.#throughput.close();
    this.#parser.end();
  };

  readonly #onClose = (): void => {
    if (!this.#request.complete) this.#fail(malformed(message('problems.upload-cut-off')));
  };

  #awaitBytes(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => this.#fail(stalled()), STALLED_MS);
    this.#request.resume();
  }

  /** Settings that come when the file's rows are being read already would change nothing any more. */
  #takeSettings(settings: Promise<string>): void {
    settings.catch((error: unknown) => this.#fail(error instanceof Refusal ? error : notWellFormed()));
    if (this.#stream !== undefined) this.#fail(settingsRefused('must come before the file'));
    else if (this.#settings !== undefined) this.#fail(settingsRefused('must be given once'));
    else this.#settings = settings;
  }

  async #begin(field: string, stream: Readable, name: string | undefined): Promise<void> {
    // The stream is destroyed with the refusal that ends the form; the reader of the stream gets it.
    stream.on('error', () => undefined);
    if (this.#stream !== undefined) {
      stream.resume();
      this.#fail(tooManyFiles());
      return;
    }
    this.#stream = stream;
    // A browser sends a part without a name when no file was chosen.
    if (field !== 'file' || name === undefined) {
      this.#fail(missingFile());
      return;
    }
    // One that cannot be read has failed the form.
    const settings = await this.#settings?.catch(() => undefined);
    this.#file.resolve({ name, settings, bytes: this.#bytes(stream) });
  }

  async *#bytes(stream: Readable): AsyncGenerator<Buffer> {
    try {
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      // The parser ends the file with an error of its own just before it reports the same.
      throw error instanceof Refusal ? error : notWellFormed();
    }
    await this.#complete.promise;
  }

  #fail(refusal: Refusal): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#stall);
    clearTimeout(this.#deadline);
    this.#throughput.close();
    this.#request.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    this.#request.pause();
    this.#file.reject(refusal);
    this.#complete.reject(refusal);
    this.#stream?.destroy(refusal);
    this.#parser.destroy();
  }
}

/** The name of the part that says how the file is to be imported. */
const SETTINGS = 'settings';

/** The file, and the settings where they come as one. */
const MAX_FILES = 2;

/** @throws Refusal when they are too long */
async function readSettings(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_SETTINGS_BYTES) throw settingsTooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function settingsTooLong(): Refusal {
  return settingsRefused(`must not be longer than ${MAX_SETTINGS_BYTES / 1024} kB`);
}

function settingsRefused(must: string): Refusal {
  return invalidParameter(SETTINGS, must);
}

function tooManyFiles(): Refusal {
  return new Refusal('too-many-files', message('problems.one-file-at-a-time'));
}

function createParser(request: IncomingMessage): Busboy {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type))
    throw malformed('Send a multipart form with the file in the field "file".');
  try {
    return busboy({
      headers: request.headers,
      // Names come as UTF-8 from every browser, and with their path from some clients: we cut it off ourselves.
      defParamCharset: 'utf8',
      preservePath: true,
      limits: { files: MAX_FILES, fields: 20, fieldSize: MAX_SETTINGS_BYTES },
    });
  } catch (cause) {
    throw new Refusal('malformed-upload', 'The form has no usable boundary.', { cause });
  }
}

function malformed(detail: string | Said): Refusal {
  return new Refusal('malformed-upload', detail);
}

function notWellFormed(): Refusal {
  return malformed(message('problems.upload-incomplete'));
}

function missingFile(): Refusal {
  return new Refusal('missing-file', message('problems.no-file'));
}

function stalled(): Refusal {
  return new Refusal('upload-stalled', message('problems.upload-stood-still'));
}

function tooSlow(): Refusal {
  return new Refusal('upload-stalled', message('problems.upload-too-slow'));
}
