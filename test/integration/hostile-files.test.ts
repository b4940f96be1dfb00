import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { runCommand } from '../support/commands.ts';
import { fromCsv } from '../support/csv.ts';
import { random } from '../support/history-generator.ts';
import { HEADER, row } from '../support/hostile/hostile-file.ts';
import { HOSTILE_FILES } from '../support/hostile/hostile-files.ts';
import { leftBehind, NOTHING } from '../support/left-behind.ts';
import { accept, call, eventually, finished, sql, upload } from '../support/product.ts';
import { type RawAnswer, type RawRequest, rawUpload } from '../support/raw-request.ts';

// Other suites use the same product and may have files on their way; only then is there anything before.
beforeAll(() => eventually(leftBehind, (left) => left.intents.length === 0));

/** Begun first, since it takes as long as an upload may stand still. */
let stalled: Promise<RawAnswer>;
beforeAll(() => {
  stalled = rawUpload({ ...sized(form, form.length + 10), parts: [form.slice(0, 200)] });
});

afterAll(async () => {
  await eventually(leftBehind, (left) => JSON.stringify(left) === JSON.stringify(NOTHING), 30_000);
});

/** Nothing of the inside of a service: no file of ours, no line of a stack trace, no statement. */
const INSIDE = /\.ts:\d|\bat [\w.<>]+ \(|node_modules|SELECT |INSERT /;

async function expectRefused(response: Response, expected: { status: number; code: string }): Promise<void> {
  const body = await response.text();
  expect(body).not.toMatch(INSIDE);
  const { code } = JSON.parse(body) as { code: string };
  expect({ status: response.status, code }).toEqual(expected);
}

describe('a file', () => {
  it('comes in at least 80 hostile kinds', () => expect(HOSTILE_FILES.length).toBeGreaterThanOrEqual(80));

  it.each(HOSTILE_FILES.map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { content, fileName = 'hostile.csv', query = {}, expected } = file;
    const response = await upload(content, { fileName, query });
    if ('status' in expected) return expectRefused(response, expected);
    expect(response.status, await response.clone().text()).toBe(202);
    const view = await finished(((await response.json()) as ImportView).id);
    expect(view).toMatchObject({
      status: expected.failures === 0 ? 'Complete' : 'Complete but with errors',
      total: expected.total,
      failures: expected.failures,
      successes: expected.total - expected.failures,
      fileName: expected.fileName ?? fileName,
    });
    const original = await call('acme-hr', view.links.original ?? '');
    expect(Buffer.from(await original.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
    if (expected.failures > 0) await expectErrorFile(view, expected.reasons ?? '');
  });
});

async function expectErrorFile(view: ImportView, reasons: string): Promise<void> {
  const response = await call('acme-hr', view.links.errors ?? '');
  const { header, rows } = fromCsv((await response.text()).replaceAll('\0', ''));
  expect(rows).toHaveLength(view.failures);
  const column = header.indexOf('Errors');
  for (const cells of rows) {
    expect(cells[column]).toContain(reasons);
    for (const cell of cells) expect(cell).not.toMatch(/^[=+@\t-]/);
  }
}

describe('a file at the limit', () => {
  const LIMIT = 1024 * 1024;
  beforeAll(() => runCommand('tenant-set', ['globex', '--max-file-mb', '1']));
  afterAll(() => runCommand('tenant-set', ['globex', '--max-file-mb', '50']));

  /** Of exactly so many bytes: rows, then blanks. */
  function fileOf(size: number): string {
    const start = `${HEADER}\n${row({ user: 'kim.larsen' })}\n`;
    return `${start}${' '.repeat(size - start.length)}`;
  }

  it.each([LIMIT - 1, LIMIT])('of %i bytes is accepted', async (size) => {
    const { id } = await accept(fileOf(size), { client: 'globex-hr' });
    expect(await finished(id, 'globex-hr')).toMatchObject({ status: 'Complete', total: 1 });
  });

  it.each([LIMIT + 1, 2 * LIMIT, 8 * LIMIT])('of %i bytes is refused', async (size) => {
    await expectRefused(await upload(fileOf(size), { client: 'globex-hr' }), {
      status: 413,
      code: 'file-too-large',
    });
  });
});

const BOUNDARY = 'a-boundary';
const MULTIPART = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
const CSV = `${HEADER}\n${row()}\n`;

function part(content: string, disposition = 'form-data; name="file"; filename="a.csv"', more = ''): string {
  return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n${more}\r\n${content}\r\n`;
}
const END = `--${BOUNDARY}--\r\n`;

/** Headers that tell the truth about `body`, unless `length` says otherwise. */
function sized(body: string, length = Buffer.byteLength(body)): RawRequest {
  return { headers: { ...MULTIPART, 'Content-Length': String(length) }, parts: [body] };
}

function chunked(...bodies: (string | number)[]): RawRequest {
  const parts = bodies.map((body) =>
    typeof body === 'string' ? `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n` : body,
  );
  return { headers: { ...MULTIPART, 'Transfer-Encoding': 'chunked' }, parts: [...parts, '0\r\n\r\n'] };
}

const form = part(CSV) + END;
const plain = (type: string, body: string): RawRequest => ({
  headers: { 'Content-Type': type, 'Content-Length': String(body.length) },
  parts: [body],
});

const REQUESTS: [string, RawRequest, { status: number; code?: string }][] = [
  ['a whole form', sized(form), { status: 202 }],
  [
    'a form in chunks of the transfer',
    chunked(form.slice(0, 30), form.slice(30, 31), form.slice(31)),
    { status: 202 },
  ],
  [
    'a form that comes slowly',
    chunked(...[...form].flatMap((byte, index) => (index % 20 === 0 ? [byte, 20] : [byte]))),
    { status: 202 },
  ],
  ['text before the first boundary', sized(`preamble\r\n${form}`), { status: 202 }],
  ['further fields', sized(part('x', 'form-data; name="note"') + form), { status: 202 }],
  ['nothing', { headers: { 'Content-Length': '0' }, parts: [] }, { status: 400, code: 'malformed-upload' }],
  ['a form of no bytes', sized(''), { status: 400, code: 'malformed-upload' }],
  ['JSON', plain('application/json', '{}'), { status: 400, code: 'malformed-upload' }],
  ['the file as it is', plain('text/csv', CSV), { status: 400, code: 'malformed-upload' }],
  [
    'a form of the other kind',
    plain('application/x-www-form-urlencoded', 'file=a'),
    { status: 400, code: 'malformed-upload' },
  ],
  ['no boundary', plain('multipart/form-data', form), { status: 400, code: 'malformed-upload' }],
  [
    'another boundary',
    plain('multipart/form-data; boundary=other', form),
    { status: 400, code: 'malformed-upload' },
  ],
  ['a form that is cut in its header', sized(form.slice(0, 40)), { status: 400, code: 'malformed-upload' }],
  [
    'a form that is cut in its file',
    sized(form.slice(0, form.length - 60)),
    { status: 400, code: 'malformed-upload' },
  ],
  ['a form without its last boundary', sized(part(CSV)), { status: 400, code: 'malformed-upload' }],
  ['no file', sized(END), { status: 400, code: 'missing-file' }],
  ['fields alone', sized(part('x', 'form-data; name="note"') + END), { status: 400, code: 'missing-file' }],
  [
    'another field',
    sized(part(CSV, 'form-data; name="data"; filename="a.csv"') + END),
    { status: 400, code: 'missing-file' },
  ],
  [
    'a file without a name',
    sized(part(CSV, 'form-data; name="file"') + END),
    { status: 400, code: 'missing-file' },
  ],
  ['two files', sized(part(CSV) + part(CSV) + END), { status: 400, code: 'too-many-files' }],
  [
    '50 fields',
    sized(part('x', 'form-data; name="note"').repeat(50) + form),
    { status: 400, code: 'malformed-upload' },
  ],
  [
    'a part header of 1 MB',
    sized(part(CSV, undefined, `X-Long: ${'x'.repeat(1_000_000)}\r\n`) + END),
    { status: 400, code: 'malformed-upload' },
  ],
  ['a length that is too small', sized(form, form.length - 40), { status: 400 }],
  ['a length of 10 GB', sized('', 10_000_000_000), { status: 413, code: 'file-too-large' }],
  ['a length that is no number', sized(form, Number.NaN), { status: 400 }],
  ['a negative length', sized(form, -1), { status: 400 }],
  [
    'two lengths',
    { headers: { ...MULTIPART, 'Content-Length': '10', 'Transfer-Encoding': 'chunked' }, parts: [form] },
    { status: 400 },
  ],
  [
    'a chunk that is no chunk',
    { headers: { ...MULTIPART, 'Transfer-Encoding': 'chunked' }, parts: ['zz\r\n', form] },
    { status: 400 },
  ],
  [
    'a header of 100 kB',
    { headers: { ...MULTIPART, 'X-Long': 'x'.repeat(100_000) }, parts: [] },
    { status: 431 },
  ],
  [
    'a length that is too large, then the end',
    { ...sized(form, form.length + 10), parts: [form, 'end'] },
    { status: 400 },
  ],
  [
    'a connection that is reset in its file',
    { ...sized(form, 100_000), parts: [form.slice(0, 200), 200, 'reset'] },
    { status: 0 },
  ],
  [
    'a connection that ends in its file',
    { ...sized(form, 100_000), parts: [form.slice(0, 200), 200, 'end'] },
    { status: 400 },
  ],
];

describe('a request', () => {
  it.each(REQUESTS)('%s', async (_name, request, expected) => {
    const answer = await rawUpload(request);
    expect(answer.text).not.toMatch(INSIDE);
    expect({ status: answer.status, ...(expected.code === undefined ? {} : { code: answer.code }) }).toEqual(
      expected,
    );
  });

  it('that is cut and bent in 200 random ways gets a 4xx or is accepted, never anything else', async () => {
    const next = random(6);
    const statuses = new Map<string, number>();
    for (let round = 0; round < 200; round += 1) {
      const bent = bend(form, next);
      const { status, text } = await rawUpload(sized(bent));
      expect(text, bent).not.toMatch(INSIDE);
      const kind =
        status === 202 ? 'accepted' : status >= 400 && status < 500 ? 'refused' : `${status}: ${bent}`;
      statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
    }
    expect([...statuses.keys()].sort()).toEqual(['accepted', 'refused']);
  });
});

/** Changes, removes, repeats or moves a few pieces of a text. */
function bend(text: string, next: () => number): string {
  let bent = text;
  const changes = 1 + Math.floor(next() * 3);
  for (let change = 0; change < changes; change += 1) {
    const from = Math.floor(next() * bent.length);
    const to = Math.min(bent.length, from + 1 + Math.floor(next() * 12));
    const piece = bent.slice(from, to);
    const instead = [
      '',
      piece + piece,
      String.fromCharCode(Math.floor(next() * 256)),
      '\r\n',
      '"',
      `--${BOUNDARY}`,
    ];
    bent = bent.slice(0, from) + (instead[Math.floor(next() * instead.length)] ?? '') + bent.slice(to);
  }
  return bent;
}

it('an upload that stands still is told so', async () => {
  const { status, code } = await stalled;
  expect({ status, code }).toEqual({ status: 408, code: 'upload-stalled' });
});

it('leaves no import behind that does not end', async () => {
  const running = () => sql("SELECT import_id FROM imports WHERE status = 'in_progress' AND source = 'file'");
  expect(await eventually(running, (rows) => rows.length === 0)).toEqual([]);
});
