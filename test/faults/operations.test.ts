import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { random } from '../support/history-generator.ts';
import { eventually, sql } from '../support/product.ts';
import { compareRest, compareTenant } from './compare.ts';
import { OPERATIONS } from './operations.ts';
import { TenantWorkload } from './workload.ts';

/** Set by main.ts from the command line. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);

/** Rows of a file: enough for several batches on several partitions. */
const FILE_ROWS = 15_000;

const workloads = [
  new TenantWorkload('acme', 'acme-hr', SEED),
  new TenantWorkload('globex', 'globex-hr', SEED),
] as const;
let files = 0;

beforeAll(async () => {
  for (const { tenant, people } of workloads) await loadPeople(tenant, people);
});

async function uploadBoth(): Promise<void> {
  const number = files++;
  await Promise.all(workloads.map((workload) => workload.upload(number, FILE_ROWS)));
  await eventually(
    () =>
      sql(`SELECT FROM import_leases WHERE offered_rows > 0 AND import_id = ANY($1::uuid[])`, [
        workloads.map(({ imports }) => imports.at(-1)?.id),
      ]),
    (produced) => produced.length === workloads.length,
  );
}

async function settle(): Promise<void> {
  for (const workload of workloads) await compareTenant(workload);
}

it(`what operations do is repaired by what the runbook says (seed ${SEED})`, async () => {
  const next = random(SEED);
  const order = OPERATIONS.map((operation) => ({ operation, key: next() })).sort((a, b) => a.key - b.key);
  const began = Date.now();
  for (const [index, { operation }] of order.entries()) {
    const [name, run] = operation;
    await uploadBoth();
    await settle();
    await run({ workloads, name: `OP${SEED}-${index}`, uploadBoth, settle });
    await settle();
    expect(await sql('SELECT topic, partition, reason FROM halted_partitions'), name).toEqual([]);
    console.log(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s] ${name}: as the oracle says`);
  }
  await compareRest();
});
