import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTracing, importTrace, MAX_PARENTS, NO_TRACING, tracesOf } from '#shared/runtime/tracing.ts';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

const IMPORT_ID = '01a20ceb-afe1-77c0-ba67-1b5349447d9d';
const received: SentSpan[] = [];
const collector = createServer((request, response) => {
  json(request).then((body) => {
    const { resourceSpans } = body as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
    received.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
    response.setHeader('content-type', 'application/json').end('{}');
  }, response.destroy);
});

beforeAll(() => new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => collector.close(resolve)));

it('follows an import by headers: chunk, batch, flush, in the trace that has its id', async () => {
  const { port } = collector.address() as AddressInfo;
  const tracing = createTracing('test', `http://127.0.0.1:${port}/`);
  await tracing.start();
  const span = (name: string, parents: readonly string[]) =>
    tracing.span({ name, parents, attributes: {} }, async (traceparent) => traceparent ?? '');

  const chunk = await span('send rows', [importTrace(IMPORT_ID)]);
  const other = await span('send rows', [importTrace('01a20ceb-afe1-77c0-ba67-1b5349447d00')]);
  const messages = [chunk, chunk, other].map((header) => ({ headers: { traceparent: header } }));
  // What anybody may have sent: it is neither a parent nor linked.
  const batch = await span('write batch', ['00-nonsense', ...tracesOf(messages)]);
  await expect(
    tracing.span({ name: 'flush', parents: [batch], attributes: {} }, () =>
      Promise.reject(new Error('unavailable')),
    ),
  ).rejects.toThrow('unavailable');
  await tracing.stop();

  const trace = IMPORT_ID.replaceAll('-', '');
  const ofImport = received.filter(({ traceId }) => traceId === trace);
  expect(ofImport.map(({ name }) => name)).toEqual(['send rows', 'write batch', 'flush']);
  const [sent, written, flushed] = ofImport;
  expect(chunk).toBe(`00-${trace}-${sent?.spanId}-01`);
  expect(written?.parentSpanId).toBe(sent?.spanId);
  expect(written?.links?.map(({ spanId }) => spanId)).toEqual([other.split('-')[2]]);
  expect(flushed?.parentSpanId).toBe(written?.spanId);
  expect(flushed?.status.code).toBe(2);
});

it('does nothing where nobody collects', async () => {
  const tracing = createTracing('test', undefined);
  expect(tracing).toBe(NO_TRACING);
  const header = await tracing.span(
    { name: 'work', parents: [], attributes: {} },
    async (traceparent) => traceparent,
  );
  expect(header).toBeUndefined();
});

it('keeps no more parents than a collector does, and none that is no place', async () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ headers: { traceparent: `header ${index}` } }));
  expect(tracesOf(many)).toHaveLength(MAX_PARENTS);
  expect(tracesOf([{}, { headers: {} }])).toEqual([]);
});
