import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CLOCK_AHEAD_US } from '#shared/tenants/tenant-clock.ts';
import { feedTime } from '../../../services/transcript-writer/decode/feed-time.ts';

const NOW = 1_700_000_000_000_000;
const time = fc.integer({ min: NOW - 10 * MAX_CLOCK_AHEAD_US, max: NOW + 10 * MAX_CLOCK_AHEAD_US });
const acceptable = fc.integer({ min: NOW - 10 * MAX_CLOCK_AHEAD_US, max: NOW + MAX_CLOCK_AHEAD_US });

describe("the time of a feed's record", () => {
  it("is the broker's, and never before the record in front", () => {
    fc.assert(
      fc.property(acceptable, acceptable, (received, previous) => {
        expect(feedTime(received, previous, NOW)).toBe(Math.max(received, previous));
      }),
    );
  });

  it('is never in the future, whatever a broker says now or said before', () => {
    fc.assert(
      fc.property(time, time, (received, previous) => {
        expect(feedTime(received, previous, NOW)).toBeLessThanOrEqual(NOW + MAX_CLOCK_AHEAD_US);
      }),
    );
  });

  it('keeps the order of a partition, and follows now, while the broker is ahead', () => {
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1 }),
        fc.integer({ min: 0, max: 1_000 }),
        (received, stepUs) => {
          let previous = 0;
          for (const [index, receivedUs] of received.entries()) {
            const next = feedTime(receivedUs, previous, NOW + index * stepUs);
            expect(next).toBeGreaterThanOrEqual(previous);
            previous = next;
          }
        },
      ),
    );
    const dayAhead = NOW + 24 * 60 * MAX_CLOCK_AHEAD_US;
    expect(feedTime(dayAhead, 0, NOW)).toBe(NOW);
    expect(feedTime(NOW + 5, dayAhead, NOW)).toBe(NOW + 5);
  });
});
