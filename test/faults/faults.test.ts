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

const began = Date.now();

function say(text: string): void {
  console.log(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s] ${text}`);
}

/** Faults, one after another, until there were enough of them for long enough. */
class Faults {
  readonly #next = random(SEED);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  async cause(extra: ExtraServices): Promise<void> {
    while (!this.#areOver()) {
      await wait(this.#next() * 2_500);
      say(`${this.#count + 1}: ${await nextFault(this.#next)({ extra, next: this.#next })}`);
      this.#count += 1;
    }
  }

  /** Files come as the faults go, so that imports and checks run from the first to the last. */
  async turnOf(number: number, files: number): Promise<void> {
    while (this.#count < Math.floor((number * MIN_FAULTS) / files) && !this.#areOver()) await wait(100);
  }

  #areOver(): boolean {
    return this.#count >= MIN_FAULTS && Date.now() - began > MINUTES * 60_000;
  }
}

class TenantRun {
  readonly workload: TenantWorkload;
  readonly checks: readonly CheckedFile[];

  constructor(workload: TenantWorkload, order: number) {
    this.workload = workload;
    this.checks = checkScripts(order).map(
      (script, number) => new CheckedFile(workload, script, SEED * 100 + number),
    );
  }

  /** One after another. */
  async uploadFiles(faults: Faults): Promise<void> {
    for (let number = 0; number < FILES; number += 1) {
      await faults.turnOf(number, FILES);
      await this.workload.upload(number, ROWS_IN_FILE);
      say(`${this.workload.tenant}: file ${number + 1} of ${FILES} accepted`);
    }
  }

  /** Side by side, since each waits for its rows. */
  async checkFiles(faults: Faults): Promise<void> {
    const { length } = this.checks;
    await Promise.all(
      this.checks.map(async (file, number) => {
        await faults.turnOf(number, length);
        await file.run();
        say(`${file.prefix}: ${describeScript(file.script)}`);
      }),
    );
  }

  async compare(): Promise<void> {
    const { workload, checks } = this;
    await compareTenant(workload);
    await compareChecks(workload, checks);
    expect(workload.client.internalErrors, 'answers of 500').toBe(0);
    const files = `${FILES} imports, ${FILES * ROWS_IN_FILE} rows, and ${checks.length} checks`;
    say(`${workload.tenant}: ${files}, as the oracle says`);
  }
}

it(`ends as if nothing had happened, whatever happens (seed ${SEED})`, async () => {
  const runs = [
    new TenantRun(new TenantWorkload('acme', 'acme-hr', SEED), SEED),
    new TenantRun(new TenantWorkload('globex', 'globex-hr', SEED), SEED + 1),
  ];
  for (const { workload } of runs) await loadPeople(workload.tenant, workload.people);

  const extra = new ExtraServices();
  const faults = new Faults();
  try {
    const going = runs.flatMap((run) => [run.uploadFiles(faults), run.checkFiles(faults)]);
    await Promise.all([faults.cause(extra), ...going]);
  } finally {
    await extra.end();
  }
  say(`${faults.count} faults; now everything must come to its end`);
  await serversAreBack();
  for (const run of runs) await run.compare();
  await compareLeftOfChecks(runs.flatMap(({ checks }) => checks));
  await compareRest();
  say(`seed ${SEED}: no difference after ${faults.count} faults`);
});
