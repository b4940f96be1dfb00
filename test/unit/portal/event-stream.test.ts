import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import type { ImportStatusText, ImportView } from '#shared/imports/import-view.ts';
import { ImportEventStream } from '../../../services/portal/imports/event-stream.ts';

/** A client of which the test decides how fast it is. */
class Client extends EventEmitter {
  writableNeedDrain = false;
  writableEnded = false;
  text = '';

  status(): this {
    return this;
  }

  set(): this {
    return this;
  }

  write(text: string): void {
    this.text += text;
  }

  end(): void {
    this.writableEnded = true;
  }

  get revisions(): number[] {
    return [...this.text.matchAll(/"successes":(\d+)/g)].map((match) => Number(match[1]));
  }
}

function open(): { client: Client; stream: ImportEventStream } {
  const client = new Client();
  return { client, stream: new ImportEventStream(client as unknown as Response) };
}

function change(revision: number, status: ImportStatusText = 'In progress') {
  return { revision, view: { status, successes: revision } as ImportView };
}

describe("an import's event stream", () => {
  it('sends what is newer, and never goes back', () => {
    const { client, stream } = open();
    for (const revision of [3, 2, 3, 5, 4]) stream.send(change(revision));
    expect(client.revisions).toEqual([3, 5]);
    expect(client.text).toMatch(/^retry: \d+\n\nevent: import\ndata: \{[^\n]*\}\n\n/);
  });

  it('sends what an import waits for, and when it waits no more, without another revision', () => {
    const { client, stream } = open();
    const waits = { since: '2026-01-01T00:00:00.000Z', by: 'clickhouse' } as const;
    const delayed = (revision: number, delay: typeof waits | null) =>
      stream.send({ revision, view: { ...change(revision).view, delayed: delay } });
    for (const delay of [null, waits, waits, null, null]) delayed(2, delay);
    delayed(1, waits);
    expect(client.revisions).toEqual([2, 2, 2]);
    expect([...client.text.matchAll(/"delayed":(null|\{)/g)].map((match) => match[1])).toEqual([
      'null',
      '{',
      'null',
    ]);
  });

  it('keeps only the newest for a client that is slow', () => {
    const { client, stream } = open();
    stream.send(change(1));
    client.writableNeedDrain = true;
    for (const revision of [2, 3, 4]) stream.send(change(revision));
    client.writableNeedDrain = false;
    client.emit('drain');
    expect(client.revisions).toEqual([1, 4]);
  });

  it('ends after the finished state, and not before', () => {
    const { client, stream } = open();
    stream.send(change(1));
    expect(client.writableEnded).toBe(false);
    client.writableNeedDrain = true;
    stream.send(change(2, 'Complete'));
    expect(client.writableEnded).toBe(false);
    client.writableNeedDrain = false;
    client.emit('drain');
    expect(client.writableEnded).toBe(true);
    stream.send(change(3));
    expect(client.revisions).toEqual([1, 2]);
  });
});
