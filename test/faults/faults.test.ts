import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { people, random } from '../support/history-generator.ts';
import { clickhouse, eventually, sql } from '../support/product.ts';
import { checkScripts, describeScript } from './check-scripts.ts';
import { CheckedFile } from './checked-file.ts';
import { compareRest, compareTenant } from './compare.ts';
import { compareChecks, compareLeftOfChecks } from './compare-checks.ts';
import { compareHistory, compareUndos } from './compare-undos.ts';
import { nextFault } from './faults.ts';
import { ExtraServices } from './processes.ts';
import { DELETED_PERSON, type UndoScript, undoScripts } from './undo-scripts.ts';
import { UndoneFile } from './undone-file.ts';
import { TenantWorkload } from './workload.ts';

/** Set by main.ts from the command line. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const MINUTES = Number(process.env['FAULTS_MINUTES'] ?? 4);

const MIN_FAULTS = 40;
const FILES = 12;
/** Of the two tenants together 300,000 rows. */
const ROWS_IN_FILE = 12_500;

/** Files of the workload that are undone: courses and certifications, one before others are uploaded and one after all. */
const UNDONE_FILES = [1, 4, 5, 11];

/** Of a script's records; few, so that files meet each other's records. */
const PEOPLE = 40;

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
  readonly undone: readonly { readonly script: UndoScript; readonly file: UndoneFile }[];
  /** Of whom one is deleted. */
  readonly ownPeople: ReturnType<typeof people>;

  constructor(workload: TenantWorkload, order: number) {
    this.workload = workload;
    this.ownPeople = people(`d${SEED}.${workload.tenant}`, PEOPLE);
    // First, since deleting a person waits for every import that is in progress.
    const scripts = [DELETED_PERSON, ...undoScripts(order)];
    this.undone = scripts.map((script, number) => {
      const of = script === DELETED_PERSON ? this.ownPeople : workload.people.slice(0, PEOPLE);
      return { script, file: new UndoneFile(workload, of, SEED * 100 + number) };
    });
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

  /** Each as soon as it has ended, beside all others. */
  async undoFiles(faults: Faults): Promise<void> {
    await Promise.all(
      UNDONE_FILES.map(async (number) => {
        while (this.workload.imports.length <= number) await wait(100);
        await faults.turnOf(number + 1, FILES);
        await this.workload.undo(number);
        say(`${this.workload.tenant}: file ${number + 1} being undone`);
      }),
    );
  }

  /** Side by side, with records of their own. */
  async undoOwn(faults: Faults): Promise<void> {
    const { length } = this.undone;
    await Promise.all(
      this.undone.map(async ({ script, file }, number) => {
        await faults.turnOf(number, length);
        await script.run(file);
        say(`${file.prefix}: undone: ${script.name}`);
      }),
    );
  }

  async compare(): Promise<void> {
    const { workload, checks, undone } = this;
    await compareTenant(workload);
    await compareUndos(undone.map(({ file }) => file));
    await compareChecks(workload, checks);
    expect(workload.client.internalErrors, 'answers of 500').toBe(0);
    const files = `${FILES} imports, ${FILES * ROWS_IN_FILE} rows, ${checks.length} checks, ${UNDONE_FILES.length + undone.length} undos`;
    say(`${workload.tenant}: ${files}, as the oracle says`);
  }
}

it(`ends as if nothing had happened, whatever happens (seed ${SEED})`, async () => {
  const runs = [
    new TenantRun(new TenantWorkload('acme', 'acme-hr', SEED), SEED),
    new TenantRun(new TenantWorkload('globex', 'globex-hr', SEED), SEED + 1),
  ];
  for (const { workload, ownPeople } of runs) {
    await loadPeople(workload.tenant, [...workload.people, ...ownPeople]);
  }

  const extra = new ExtraServices();
  const faults = new Faults();
  try {
    const going = runs.flatMap((run) => [
      run.uploadFiles(faults),
      run.checkFiles(faults),
      run.undoFiles(faults),
      run.undoOwn(faults),
    ]);
    await Promise.all([faults.cause(extra), ...going]);
  } finally {
    await extra.end();
  }
  say(`${faults.count} faults; now everything must come to its end`);
  await serversAreBack();
  for (const run of runs) await run.compare();
  await compareLeftOfChecks(runs.flatMap(({ checks }) => checks));
  await compareHistory();
  await compareRest();
  say(`seed ${SEED}: no difference after ${faults.count} faults`);
});
