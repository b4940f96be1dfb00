import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Queryable } from '#shared/postgres/pool.ts';
import { MirrorBacklog } from '../../../services/transcript-writer/publish/mirror-backlog.ts';

const source = { topic: 'training-records', partition: 3 };
const entry = (sequence: number, rowCount: number) => ({
  ...source,
  ...{ nextOffset: sequence, sequence, rowCount, changes: [], errors: [] },
});

/** A backlog of a database in which aggregator's position is what the test says. */
function createBacklog() {
  const database = { position: 0, questions: 0 };
  const query = async () => {
    database.questions += 1;
    return { rows: [{ ...source, sequence: database.position }] };
  };
  return { backlog: new MirrorBacklog({ query } as unknown as Queryable), database };
}

const NEVER = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('nobody asks and nobody waits as long as little waits', async () => {
  const { backlog, database } = createBacklog();
  for (let sequence = 1; sequence <= 9; sequence += 1) backlog.add(entry(sequence, 5_000));
  expect(await backlog.admits(source, NEVER)).toBe(true);
  expect(database.questions).toBe(0);
});

test('a partition with many rows waits until aggregator has made some durable', async () => {
  const { backlog, database } = createBacklog();
  for (let sequence = 1; sequence <= 20; sequence += 1) backlog.add(entry(sequence, 5_000));
  const waiting = backlog.admits(source, NEVER);
  database.position = 1;
  vi.advanceTimersByTime(1_000);
  expect(await waiting).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(await backlog.admits(source, NEVER)).toBe(true);
  expect(database.questions).toBe(2);
});

test('so does one with many entries of few rows', async () => {
  const { backlog } = createBacklog();
  for (let sequence = 1; sequence <= 1_000; sequence += 1) backlog.add(entry(sequence, 1));
  const waiting = backlog.admits(source, NEVER);
  vi.advanceTimersByTime(1_000);
  expect(await waiting).toBe(false);
});

test('entries that are added again, or are not numbered, count no more than once', async () => {
  const { backlog, database } = createBacklog();
  for (let time = 0; time < 5; time += 1) backlog.add(entry(1, 40_000));
  backlog.add(entry(0, 90_000));
  expect(await backlog.admits(source, NEVER)).toBe(true);
  expect(database.questions).toBe(0);
});

test('a stop ends the waiting', async () => {
  const { backlog } = createBacklog();
  backlog.add(entry(1, 200_000));
  const stopping = new AbortController();
  const waiting = backlog.admits(source, stopping.signal);
  stopping.abort();
  expect(await waiting).toBe(false);
});
