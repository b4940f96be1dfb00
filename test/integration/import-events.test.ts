import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople } from '../support/commands.ts';
import { accept, call, endpoints, eventually, importFile } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';

function courses(rows: number): string {
  const lines = Array.from({ length: rows }, (_, n) => `events.one,EVT-${n},Events,OJT,2020-01-01`);
  return [HEADER, ...lines].join('\n');
}

/** Every event of one connection, in order; it ends when the server ends it or the connection breaks. */
async function* eventsOf(id: string): AsyncGenerator<ImportView> {
  const response = await call('acme-hr', `/api/imports/${id}/events`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: import\ndata: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as ImportView;
    }
  }
}

async function collect(id: string): Promise<ImportView[]> {
  return Array.fromAsync(eventsOf(id));
}

beforeAll(() => loadPeople('acme', [{ username: 'events.one', employeeId: null }]));

describe('the events of an import', () => {
  it('begin at once, only grow, and end after the finished state', async () => {
    const { id } = await accept(courses(30_000));
    const seen = await Promise.all([collect(id), collect(id)]);
    for (const events of seen) {
      const counts = events.map(({ successes, failures }) => successes + failures);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(events.filter(({ status }) => status !== 'In progress')).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ status: 'Complete', successes: 30_000, total: 30_000 });
    }
    expect(seen[0]?.length).toBeGreaterThan(2);
  });

  it('of a finished import are one', async () => {
    const { id } = await importFile(courses(1));
    expect(await collect(id)).toMatchObject([{ id, status: 'Complete' }]);
  });

  it('go on where they were after the portal was killed', async () => {
    const { id } = await accept(courses(60_000));
    const portal = endpoints().pids['portal']?.[0] ?? 0;
    let last = -1;
    for await (const { successes } of eventsOf(id)) {
      last = successes;
      if (successes === 0) continue;
      process.kill(portal, 'SIGKILL');
      break;
    }
    const after = await eventually(
      () => collect(id).catch(() => []),
      (events) => events.at(-1)?.status === 'Complete',
    );
    expect(after[0]?.successes).toBeGreaterThanOrEqual(last);
    expect(after.at(-1)?.successes).toBe(60_000);
  });
});
