import { describe, expect, it } from 'vitest';
import { cutIntoRounds } from '#shared/kafka/producer/producer.ts';

describe('cutting what is sent into rounds', () => {
  const message = (partition: number, kilobytes: number, mark = 0) => ({
    partition,
    value: Buffer.alloc(kilobytes * 1_000, mark),
  });
  const partitionsOf = (messages: ReturnType<typeof message>[]) =>
    cutIntoRounds([{ topic: 'a', messages }]).map((round) =>
      round.flatMap((part) => part.messages.map(({ partition }) => partition)),
    );

  it('sends at once what fits each partition', () => {
    expect(partitionsOf([message(0, 800), message(1, 800)])).toEqual([[0, 1]]);
  });

  it('begins a round where a partition is full, and lets a large message go alone', () => {
    expect(partitionsOf([message(0, 500), message(0, 500), message(1, 500)])).toEqual([[0, 1], [0]]);
    expect(partitionsOf([message(0, 2_000), message(0, 1)])).toEqual([[0], [0]]);
  });

  it('keeps the order within a partition', () => {
    const rounds = cutIntoRounds([
      { topic: 'a', messages: [1, 2, 3, 4].map((mark) => message(0, 400, mark)) },
    ]);
    const marks = rounds.flatMap((round) =>
      round.flatMap((part) => part.messages.map(({ value }) => value[0])),
    );
    expect(marks).toEqual([1, 2, 3, 4]);
  });
});
