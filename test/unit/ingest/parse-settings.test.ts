import { describe, expect, it } from 'vitest';
import { chooseSpread, partitionOfRow } from '#shared/imports/parse-settings.ts';

describe('the partition of a row', () => {
  it.each([
    [1, 0],
    [500, 0],
    [501, 1],
    [1_500, 2],
    [1_501, 0],
  ])('row %i of an import with stripes of 500 on 3 partitions: %i', (rowNumber, partition) => {
    expect(partitionOfRow(rowNumber, { partitions: 3, rowsPerStripe: 500 })).toBe(partition);
  });

  it('is what the import was accepted with, not what new ones get', () => {
    expect(partitionOfRow(2_001, { partitions: 6, rowsPerStripe: 2_000 })).toBe(1);
    expect(partitionOfRow(2_001, { partitions: 6, rowsPerStripe: 500 })).toBe(4);
  });

  it.each([
    [1, 2],
    [500, 2],
    [501, 0],
    [1_001, 1],
    [1_501, 2],
  ])('row %i of an import that begins at partition 2 of 3: %i', (rowNumber, partition) => {
    expect(partitionOfRow(rowNumber, { partitions: 3, rowsPerStripe: 500, firstPartition: 2 })).toBe(
      partition,
    );
  });
});

describe('the spread of a new import', () => {
  const firsts = (partitions: number) =>
    new Set(Array.from({ length: 500 }, () => chooseSpread(partitions).firstPartition));

  it('begins at any partition', () => {
    expect([...firsts(6)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...firsts(1)]).toEqual([0]);
  });
});
