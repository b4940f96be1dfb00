import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { basename } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { QUESTION_CODES } from '#shared/csv/inspection/inspection.ts';
import { LmsError } from '#shared/errors.ts';
import { OUTAGE_SERVERS } from '#shared/imports/delay.ts';
import { STATUS_TEXTS } from '#shared/imports/import-view.ts';
import type { Access } from './access.ts';
import type { FileOptions } from './parameters.ts';
import { refusalOf, unreachable } from './portal.ts';

/** What the command needs of an import (schemas/http). */
export const importView = z.object({
  id: z.string(),
  status: z.enum(Object.values(STATUS_TEXTS)),
  delayed: z.object({ by: z.enum(OUTAGE_SERVERS) }).nullish(),
  sameFileAs: z.string().nullable(),
  total: z.number().nullable(),
  successes: z.number(),
  failures: z.number(),
  warnings: z.array(
    z.object({
      code: z.enum(['unknown-column', 'course-type', 'look-alikes', 'saved-mapping', ...QUESTION_CODES]),
      message: z.string(),
      columns: z.array(z.string()),
      row: z.number().nullable(),
    }),
  ),
  links: z.object({
    self: z.string(),
    events: z.string(),
    errors: z.string().nullable(),
    inspection: z.string().nullable(),
    check: z.string().nullable(),
  }),
});
export type Import = z.output<typeof importView>;

export interface UploadRequest extends Access {
  readonly file: string;
  readonly options: FileOptions;
  /** Imports nothing before it is applied. */
  readonly check?: boolean;
  readonly onProgress: (sentBytes: number, allBytes: number) => void;
}

/**
 * Streams a file to the portal.
 *
 * @throws LmsError `refused` with the portal's words, `unavailable` when it cannot be reached
 */
export async function upload(given: UploadRequest): Promise<Import> {
  const url = new URL('/api/imports', given.portal);
  const { type, dateFormat, encoding, delimiter, accepted, settings } = given.options;
  url.search = new URLSearchParams({
    ...(given.check === true ? { check: 'true' } : {}),
    ...(type === undefined ? {} : { type }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(accepted.size === 0 ? {} : { accept: [...accepted].join(',') }),
  }).toString();
  const { size } = await stat(given.file);
  const { head, tail, contentType } = formAround(
    basename(given.file),
    settings === undefined ? undefined : await readFile(settings),
  );
  const request = httpRequest(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${given.token}`,
      'Content-Type': contentType,
      'Content-Length': head.length + size + tail.length,
    },
  });
  const answered = new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      json(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
  });
  const sending = pipeline(form(head, tail, given, size), request);
  // A refusal may come, and the connection end, while the file is still being sent: then the answer counts.
  sending.catch(() => undefined);
  try {
    const { status, body } = await answered;
    if (status === 202) return importView.parse(body);
    throw refusalOf(body);
  } catch (error) {
    if (error instanceof LmsError || error instanceof z.ZodError) throw error;
    throw unreachable(given.portal, error);
  } finally {
    request.destroy();
  }
}

async function* form(head: Buffer, tail: Buffer, given: UploadRequest, size: number): AsyncGenerator<Buffer> {
  yield head;
  let sent = 0;
  for await (const chunk of createReadStream(given.file)) {
    yield chunk;
    sent += chunk.length;
    given.onProgress(sent, size);
  }
  yield tail;
}

/** The parts of a form (RFC 7578) around the bytes of its file; the settings, as JSON, come before it. */
function formAround(
  fileName: string,
  settings: Buffer | undefined,
): { head: Buffer; tail: Buffer; contentType: string } {
  const boundary = `lms-${crypto.randomUUID()}`;
  const name = fileName.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ');
  const part = (disposition: string, type: string): Buffer =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
    );
  return {
    head: Buffer.concat([
      ...(settings === undefined
        ? []
        : [part('name="settings"', 'application/json'), settings, Buffer.from('\r\n')]),
      part(`name="file"; filename="${name}"`, 'text/csv'),
    ]),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
