import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TenantSlots } from '#shared/http/tenant-slots.ts';

const LIMITS = {
  atOnce: 3,
  atOncePerTenant: 2,
  keptForNewcomers: 0,
  waitingPerTenant: 2,
  waitMs: 1_000,
  refusal: () => 'Later.',
};

describe('places for costly work', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a tenant that fills its own leaves the others to other tenants', async () => {
    const slots = new TenantSlots(LIMITS);
    await slots.enter('acme');
    const leave = await slots.enter('acme');
    const third = slots.enter('acme');
    await slots.enter('globex');
    leave();
    await expect(third).resolves.toBeTypeOf('function');
  });

  test('places kept for newcomers go to tenants that have none, before and after others wait', async () => {
    const slots = new TenantSlots({ ...LIMITS, atOnce: 4, keptForNewcomers: 2 });
    const leaves = await Promise.all(['acme', 'acme'].map((tenant) => slots.enter(tenant)));
    const leave = await slots.enter('globex');
    const second = slots.enter('globex').then(() => 'globex');
    await slots.enter('initech');
    leaves[0]?.();
    // A place is free, but it is one of those that are kept.
    await expect(Promise.race([second, slots.enter('hooli').then(() => 'hooli')])).resolves.toBe('hooli');
    leaves[1]?.();
    leave();
    await expect(second).resolves.toBe('globex');
  });

  test('whoever waits gets the first place it may have, in the order of coming', async () => {
    const slots = new TenantSlots(LIMITS);
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
    const slots = new TenantSlots(LIMITS);
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

  test('a tenant is told that others wait only while they have fewer places than it has', async () => {
    const slots = new TenantSlots(LIMITS);
    const leaves = await Promise.all(['acme', 'acme', 'globex'].map((tenant) => slots.enter(tenant)));
    const entering = ['acme', 'initech'].map((tenant) => slots.enter(tenant));
    expect(['acme', 'globex', 'initech'].map((tenant) => slots.othersWait(tenant))).toEqual([
      true,
      true,
      false,
    ]);
    leaves[2]?.();
    await entering[1];
    expect(slots.othersWait('acme')).toBe(false);
    leaves[0]?.();
    await entering[0];
  });
});
