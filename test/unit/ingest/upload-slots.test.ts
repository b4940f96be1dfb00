import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UploadSlots } from '../../../services/ingest/upload/upload-slots.ts';

const LIMITS = { atOnce: 3, atOncePerTenant: 2, waitingPerTenant: 2, waitMs: 1_000 };

describe('places for uploads', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a tenant that fills its own leaves the others to other tenants', async () => {
    const slots = new UploadSlots(LIMITS);
    await slots.enter('acme');
    const leave = await slots.enter('acme');
    const third = slots.enter('acme');
    await slots.enter('globex');
    leave();
    await expect(third).resolves.toBeTypeOf('function');
  });

  test('whoever waits gets the first place it may have, in the order of coming', async () => {
    const slots = new UploadSlots(LIMITS);
    const entered: string[] = [];
    const leaves = await Promise.all(['acme', 'acme', 'globex'].map((tenant) => slots.enter(tenant)));
    const waiting = ['acme', 'initech', 'globex'].map(async (tenant) => {
      await slots.enter(tenant);
      entered.push(tenant);
    });
    leaves[2]?.();
    await waiting[1];
    expect(entered).toEqual(['initech']);
    leaves[0]?.();
    await waiting[0];
    leaves[1]?.();
    await waiting[2];
    expect(entered).toEqual(['initech', 'acme', 'globex']);
  });

  test('too many that wait are refused at once, and one that waits too long after a while', async () => {
    const slots = new UploadSlots(LIMITS);
    await slots.enter('acme');
    const leave = await slots.enter('acme');
    const refused = { problemCode: 'too-many-requests', headers: { 'Retry-After': '5' } };
    const waiting = [slots.enter('acme'), slots.enter('acme')].map((entering) =>
      expect(entering).rejects.toMatchObject(refused),
    );
    await expect(slots.enter('acme')).rejects.toMatchObject(refused);
    await vi.advanceTimersByTimeAsync(LIMITS.waitMs);
    await Promise.all(waiting);
    leave();
    await expect(slots.enter('acme')).resolves.toBeTypeOf('function');
  });
});
