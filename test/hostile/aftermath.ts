import type { OwnProduct } from '../support/own-product.ts';
import { SERVICES } from './memory.ts';
import { pause, type Target } from './target.ts';

/** How long everything that an attack began may still take. Fifteen seconds more than a feed may be quiet. */
const SETTLE_WITHIN_MS = 180_000;

/** How long errors are watched for: longer than any pause between two attempts (runtime/retry.ts, lease.ts). */
const WATCH_MS = 12_000;

/**
 * What is still being tried after an attack: imports that do not end, and services that go on logging errors. Waits for
 * imports as long as they may take.
 */
export async function stillRetried(target: Target, product: OwnProduct): Promise<readonly string[]> {
  const running = await untilEnded(product);
  const before = await errorCounts(target);
  await pause(WATCH_MS);
  const after = await errorCounts(target);
  const growing = [...after].filter(([series, count]) => count > (before.get(series) ?? 0));
  return [
    ...running.map((id) => `import ${id} does not end`),
    ...growing.map(([series, count]) => `${series} grew from ${before.get(series) ?? 0} to ${count}`),
  ];
}

/** The imports that have not ended in time. The running entry of a feed's day is open as long as its day. */
async function untilEnded(product: OwnProduct): Promise<readonly string[]> {
  const end = Date.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const rows = await product.sql<{ import_id: string }>(
      `SELECT import_id FROM imports WHERE status = 'in_progress' AND feed_day IS NULL`,
    );
    if (rows.length === 0 || Date.now() > end) return rows.map((row) => row.import_id);
    await pause(500);
  }
}

/** Everything a service counts that is an error or is tried again. */
async function errorCounts(target: Target): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const service of SERVICES) {
    const response = await fetch(new URL('/metrics', target.endpoints.management[service]));
    for (const line of (await response.text()).split('\n')) {
      const [series = '', value] = line.split(/ (?=[^ ]+$)/);
      if (/^lms_\w*(errors|retries|failures)_total\b/.test(series)) counts.set(series, Number(value));
    }
  }
  return counts;
}
