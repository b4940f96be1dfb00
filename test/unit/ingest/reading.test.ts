import { describe, expect, it } from 'vitest';
import { partitionOfRow } from '#shared/imports/reading.ts';

describe('the partition of a row', () => {
  it.each([
    [1, 0],
    [500, 0],
    [501, 1],
    [1_500, 2],
    [1_501, 0],
  ])('row %i of an import with turns of 500 on 3 partitions: %i', (rowNumber, partition) => {
    expect(partitionOfRow(rowNumber, { partitions: 3, rowsInTurn: 500 })).toBe(partition);
  });

  it('is what the import was accepted with, not what new ones get', () => {
    expect(partitionOfRow(2_001, { partitions: 6, rowsInTurn: 2_000 })).toBe(1);
    expect(partitionOfRow(2_001, { partitions: 6, rowsInTurn: 500 })).toBe(4);
  });
});
