import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { stopSignal, until } from '../support/stop-signal.ts';
import { measureCheck } from './check.ts';
import { measureDashboards } from './dashboards.ts';
import { writeCertifications, writeCourses, writePeople } from './data.ts';
import { DbaScript } from './dba-script.ts';
import { type Figures, table } from './figures.ts';
import { measureFlatness } from './flatness.ts';
import { emptyMirror, measureReports } from './reports.ts';
import { type BenchResult, readResult, resultOf, writeResult } from './result.ts';
import { SERVICES, Stack } from './stack.ts';
import { measureUndo } from './undo.ts';
import { importFile } from './upload.ts';
import { measured, peakMegabytes } from './usage.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    transcripts: { type: 'string', default: '10000000' },
    /** Measures this alone: `imports`, `check`, `undo`, `reports` or `dashboards`. */
    what: { type: 'string' },
    /** Rows of one more import, to compare its time a row with that of a small one's; it takes minutes. */
    largest: { type: 'string' },
    port: { type: 'string', default: '8085' },
    /** A file that an earlier run wrote by `--out`: its medians are printed beside these. */
    compare: { type: 'string' },
    /** Where to write the figures as JSON: for `--compare`, and for `npm run bench:report`. */
    out: { type: 'string' },
  },
});
const rows = Number(options.rows);
const run = promisify(execFile);

/** All three stages have the whole file on the topic before the next one begins. */
const NO_WINDOW = { IN_FLIGHT_ROWS: '1000000000', IN_FLIGHT_SECONDS: '0' };

/** A stage that moves nothing for so long has broken; without an end it would be waited for in vain. */
const STANDSTILL_MS = 60_000;

async function main(): Promise<void> {
  const stopping = stopSignal();
  const stack = await Stack.start(Number(options.port), stopping);
  try {
    await until(stopping, measure(stack));
  } finally {
    await stack.stop();
  }
}

async function measure(stack: Stack): Promise<void> {
  const dba = await DbaScript.open(stack.endpoints.postgres.url);
  const files = await prepare(stack);
  const results: Figures[] = [];
  for (let index = 1; index <= Number(options.runs); index += 1) {
    const empty = () => emptyTables(stack, dba);
    results.push({
      ...(isMeasured('imports') ? await oneRun(stack, dba, files) : {}),
      ...(isMeasured('check') ? await measureCheck(stack, rows, empty) : {}),
      ...(isMeasured('undo') ? await measureUndo(stack, dba, rows, empty) : {}),
    });
    console.error(`run ${index} of ${options.runs}: ${JSON.stringify(results.at(-1))}`);
  }
  if (options.largest !== undefined)
    results.push(await measureFlatness(stack, Number(options.largest), () => emptyTables(stack, dba)));
  if (isMeasured('reports')) results.push(await reports(stack, dba));
  if (options.what === 'dashboards') results.push(await dashboards(stack, dba));
  await dba.close();
  await report(
    resultOf(results, {
      rows,
      runs: Number(options.runs),
      transcripts: Number(options.transcripts),
      ...(options.largest === undefined ? {} : { largest: Number(options.largest) }),
    }),
  );
}

function isMeasured(what: 'check' | 'dashboards' | 'imports' | 'reports' | 'undo'): boolean {
  return options.what === undefined || options.what === what;
}

async function reports(stack: Stack, dba: DbaScript): Promise<Figures> {
  const tenantId = await readyForReports(stack, dba);
  return measureReports(stack.endpoints, tenantId, Number(options.transcripts));
}

async function dashboards(stack: Stack, dba: DbaScript): Promise<Figures> {
  const tenantId = await readyForReports(stack, dba);
  return measureDashboards(stack, tenantId, { transcripts: Number(options.transcripts), rows });
}

/** @returns the number of the tenant that is reported on */
async function readyForReports(stack: Stack, dba: DbaScript): Promise<number> {
  await emptyTables(stack, dba);
  await stack.run(SERVICES);
  const [tenant] = await dba.query<{ tenant_id: number }>(
    "SELECT tenant_id FROM tenants WHERE slug = 'acme'",
  );
  return tenant?.tenant_id ?? 0;
}

/**
 * Rows of the import whose stages are timed alone. Without an aggregator, transcript-writer pauses a partition once
 * 100,000 rows of it wait to be mirrored (mirror-backlog.ts); spread over six partitions these stay below.
 */
const STAGE_ROWS = Math.min(rows, 500_000);

interface Files {
  readonly courses: string;
  /** The file of {@link STAGE_ROWS}. */
  readonly stages: string;
  readonly certifications: string;
}

async function prepare(stack: Stack): Promise<Files> {
  const path = (name: string) => join(stack.dataDir, name);
  const environment = { env: { ...process.env, DATA_DIR: stack.dataDir } };
  await writePeople(path('people.csv'));
  await run(
    process.execPath,
    ['commands/people-load.ts', '--tenant', 'acme', path('people.csv')],
    environment,
  );
  const files = {
    courses: path('courses.csv'),
    stages: path('stages.csv'),
    certifications: path('certifications.csv'),
  };
  await writeCourses(files.courses, rows, 1);
  await writeCourses(files.stages, STAGE_ROWS, 3);
  await writeCertifications(files.certifications, rows, 2);
  const bytesPerRow = (await stat(files.courses)).size / rows;
  const megabytes =
    Math.ceil((bytesPerRow * Math.max(rows, Number(options.largest ?? 0)) * 1.1) / 1_048_576) + 1;
  await run(
    process.execPath,
    ['commands/tenant-set.ts', 'acme', '--max-file-mb', String(megabytes)],
    environment,
  );
  return files;
}

/**
 * Leaves nothing of what was measured before, for autovacuum and the checkpointer neither, whose work would count too.
 */
async function emptyTables(stack: Stack, dba: DbaScript): Promise<void> {
  await dba.removeTables();
  await dba.query(
    `TRUNCATE course_records, certification_records, import_failures, import_failure_pages, import_counts, import_progress,
       checked_courses, checked_certifications, import_checks, course_record_history, import_row_results, undo_records`,
  );
  await dba.query('CHECKPOINT');
  await emptyMirror(stack.endpoints);
}

async function oneRun(stack: Stack, dba: DbaScript, files: Files): Promise<Figures> {
  await emptyTables(stack, dba);
  await dba.createTables();
  const dbaFresh = await dba.run(files.courses);
  const dbaConflicting = await dba.run(files.courses);

  await emptyTables(stack, dba);
  await stack.run(SERVICES);
  const importCourses = () => importFile(stack.endpoints, files.courses, { type: 'courses' });
  // What the services compile at first is told apart from what an import costs those that have run for a while.
  const first = await importCourses();
  await emptyTables(stack, dba);
  const fresh = await measured(stack, rows, importCourses);
  const conflicting = await importCourses();
  const certifications = await importFile(stack.endpoints, files.certifications, { type: 'certifications' });
  const peaks = Object.fromEntries(
    SERVICES.map((name) => [`peak MB ${name}`, peakMegabytes(stack.pids().get(name) ?? 0)]),
  );
  await stack.halt();

  await emptyTables(stack, dba);
  const stages = await measureStages(stack, files);
  return {
    'DBA script, fresh: s': dbaFresh,
    'DBA script, all conflicting: s': dbaConflicting,
    'first byte to Complete, fresh, services just started: s': first.complete,
    'first byte to Complete, fresh: s': fresh.result.complete,
    'first byte to Complete, all conflicting: s': conflicting.complete,
    'first byte to Complete, certifications: s': certifications.complete,
    'ratio to the DBA script, fresh, services just started': first.complete / dbaFresh,
    'ratio to the DBA script, fresh': fresh.result.complete / dbaFresh,
    'ratio to the DBA script, all conflicting': conflicting.complete / dbaConflicting,
    'first byte to 202: s': fresh.result.accepted,
    '202 to first progress: s': fresh.result.firstProgress - fresh.result.accepted,
    ...fresh.cpu,
    ...peaks,
    ...stages,
    'topic to PostgreSQL: share of the DBA script':
      (stages['topic to PostgreSQL: rows/s'] ?? 0) / (rows / dbaFresh),
  };
}

/** Each stage alone: the services of the later ones are not running yet. */
async function measureStages(stack: Stack, files: Files): Promise<Figures> {
  await stack.run(['ingest', 'portal'], NO_WINDOW);
  const dba = await DbaScript.open(stack.endpoints.postgres.url);
  const { view } = await importFile(stack.endpoints, files.stages, { type: 'courses', acceptOnly: true });
  /** Rows a second after the first tenth, so that neither a service's start counts nor what it compiles then. */
  const rate = async (count: string): Promise<number> => {
    const begun = { at: performance.now(), rows: 0 };
    let first: { at: number; rows: number } | undefined;
    let last = begun;
    for (;;) {
      const [row] = await dba.query<{ counted: string }>(
        `SELECT coalesce((${count}), 0) AS counted FROM imports WHERE import_id = $1`,
        [view.id],
      );
      const [at, counted] = [performance.now(), Number(row?.counted)];
      if (counted >= STAGE_ROWS / 10) first ??= { at, rows: counted };
      if (first !== undefined && counted >= STAGE_ROWS) {
        // Of a few rows all may be there when the first are.
        const from = first.rows < counted ? first : begun;
        return ((counted - from.rows) / (at - from.at)) * 1_000;
      }
      if (counted > last.rows) last = { at, rows: counted };
      if (at - last.at > STANDSTILL_MS) throw new Error(`Stands still at ${counted} rows: ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const produced = await rate(
    'SELECT acknowledged_rows FROM import_leases p WHERE p.import_id = imports.import_id',
  );
  await stack.run(['transcript-writer']);
  const written = await rate(
    'SELECT sum(successes + failures) FROM import_progress p WHERE p.import_id = imports.import_id',
  );
  await stack.run(['aggregator']);
  const visible = await rate('successes + failures');
  // Left unfinished, its rows would count as on their way, and no further import would be begun.
  await finished(dba, view.id);
  await stack.halt();
  await dba.close();
  return {
    'file to topic: rows/s': produced,
    'topic to PostgreSQL: rows/s': written,
    'PostgreSQL to visible in ClickHouse: rows/s': visible,
  };
}

async function finished(dba: DbaScript, importId: string): Promise<void> {
  const end = performance.now() + STANDSTILL_MS;
  while (performance.now() < end) {
    const running = await dba.query("SELECT FROM imports WHERE import_id = $1 AND status = 'in_progress'", [
      importId,
    ]);
    if (running.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Import ${importId} does not finish`);
}

async function report(result: BenchResult): Promise<void> {
  const compared = options.compare === undefined ? undefined : await readResult(options.compare);
  const { measured, machine, medians } = result;
  console.log(`${measured.rows} rows, ${measured.runs} runs, ${machine}\n`);
  console.log(table(medians, compared?.medians));
  if (options.out !== undefined) await writeResult(options.out, result);
}

try {
  await main();
} catch (error) {
  console.error(error);
  // What is broken off still waits for servers that are gone.
  process.exit(1);
}
