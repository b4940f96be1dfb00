import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { random } from '../support/history-generator.ts';
import { clickhouse, eventually, sql } from '../support/product.ts';
import { checkScripts, describeScript } from './check-scripts.ts';
import { CheckedFile } from './checked-file.ts';
import { compareRest, compareTenant } from './compare.ts';
import { compareChecks, compareLeftOfChecks } from './compare-checks.ts';
import { nextFault } from './faults.ts';
import { ExtraServices } from './processes.ts';
import { TenantWorkload } from './workload.ts';

/** Set by main.ts from the command line. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const MINUTES = Number(process.env['FAULTS_MINUTES'] ?? 4);

const MIN_FAULTS = 40;
const FILES = 12;
/** Of the two tenants together 300,000 rows. */
const ROWS_IN_FILE = 12_500;

/** The last fault may have killed a server that the comparison asks, and that is on its way back. */
async function serversAreBack(): Promise<void> {
  await eventually(
    () =>
      Promise.all([sql('SELECT 1'), clickhouse('SELECT 1')]).then(
        () => 'back',
        (error: Error) => error.message,
      ),
    (answer) => answer === 'back',
  );
}

it(`ends as if nothing had happened, whatever happens (seed ${SEED})`, async () => {
  const next = random(SEED);
  const began = Date.now();
  const say = (text: string) =>
    console.log(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s] ${text}`);
  const workloads = [
    new TenantWorkload('acme', 'acme-hr', SEED),
    new TenantWorkload('globex', 'globex-hr', SEED),
  ];
  for (const { tenant, people } of workloads) await loadPeople(tenant, people);
  const checks = workloads.map((workload, index) =>
    checkScripts(SEED + index).map(
      (script, number) => new CheckedFile(workload, script, SEED * 100 + number),
    ),
  );

  const extra = new ExtraServices();
  let faults = 0;
  const isOver = () => faults >= MIN_FAULTS && Date.now() - began > MINUTES * 60_000;
  const injecting = (async () => {
    while (!isOver()) {
      await wait(next() * 2_500);
      say(`${faults + 1}: ${await nextFault(next)({ extra, next })}`);
      faults += 1;
    }
  })();
  // Files come as the faults go, so that imports run from the first to the last.
  const turn = async (number: number, files: number) => {
    while (faults < Math.floor((number * MIN_FAULTS) / files) && !isOver()) await wait(100);
  };
  const uploading = workloads.map(async (workload) => {
    for (let number = 0; number < FILES; number += 1) {
      await turn(number, FILES);
      await workload.upload(number, ROWS_IN_FILE);
      say(`${workload.tenant}: file ${number + 1} of ${FILES} accepted`);
    }
  });
  const checking = checks.flatMap((files) =>
    files.map(async (file, number) => {
      await turn(number, files.length);
      await file.run();
      say(`${file.prefix}: ${describeScript(file.script)}`);
    }),
  );
  try {
    await Promise.all([injecting, ...uploading, ...checking]);
  } finally {
    await extra.end();
  }
  say(`${faults} faults; now everything must come to its end`);
  await serversAreBack();
  for (const [index, workload] of workloads.entries()) {
    await compareTenant(workload);
    const files = checks[index] ?? [];
    await compareChecks(workload, files);
    expect(workload.client.internalErrors, 'answers of 500').toBe(0);
    say(
      `${workload.tenant}: ${FILES} imports, ${FILES * ROWS_IN_FILE} rows, and ${files.length} checks, as the oracle says`,
    );
  }
  await compareLeftOfChecks(checks.flat());
  await compareRest();
  say(`seed ${SEED}: no difference after ${faults} faults`);
});
