import type { BenchResult } from './result.ts';

const BEGIN = '<!-- Figures: written by `npm run bench:report`, from performance.json -->';
const END = '<!-- End of the figures -->';

/** Three digits say as much as runs on a shared machine agree on. */
const DIGITS = 3;

/** A line of the table; a cell is empty where nothing is compared. */
interface Line {
  readonly title: string;
  readonly ours: string;
  readonly script?: string;
  /** Name of the figure that divides ours by the script's. */
  readonly ratio?: string;
  readonly aim?: string;
}

/**
 * Replaces the figures of docs/performance.md and leaves the rest, which people write, as it is.
 *
 * @throws Error when the page has no place for figures
 */
export function withFigures(page: string, result: BenchResult): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`The page needs "${BEGIN}" and, further down, "${END}"`);
  return `${page.slice(0, begin)}${BEGIN}\n${figures(result)}\n${page.slice(end)}`;
}

function figures(result: BenchResult): string {
  const { measured, commit, date, machine, remark } = result;
  const largest = measured.largest === undefined ? '' : ` -- --largest ${measured.largest}`;
  const runs = measured.runs === 1 ? 'One run' : `Medians of ${measured.runs} runs`;
  return [
    `${runs} of \`npm run bench${largest}\` at commit ${commit}, on ${date}, on ${machine}:`,
    `${count(measured.rows)} rows a file, ${count(measured.transcripts)} records under the reports.`,
    ...(remark === undefined ? [] : [remark]),
    '',
    '| | this | a DBA’s script | ratio | ratio, lowest to highest | aim |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines(result).map((line) => row(result, line)),
    '',
    'Processor time of a new row, in µs:',
    `${processorTime(result)}.`,
  ].join('\n');
}

function lines(result: BenchResult): Line[] {
  return [
    ...importLines(result),
    ...stageLines(result),
    ...flatnessLines(result),
    ...reportLines(result),
  ].filter(({ ours }) => ours !== '');
}

function importLines({ medians }: BenchResult): Line[] {
  const seconds = (name: string): string => unit(medians[name], 's');
  const fresh = seconds('DBA script, fresh: s');
  return [
    {
      title: 'first byte to Complete, new records',
      ours: seconds('first byte to Complete, fresh: s'),
      script: fresh,
      ratio: 'ratio to the DBA script, fresh',
      aim: '2.5, then 2.0',
    },
    {
      title: 'first byte to Complete, new records, services just started',
      ours: seconds('first byte to Complete, fresh, services just started: s'),
      script: fresh,
      ratio: 'ratio to the DBA script, fresh, services just started',
    },
    {
      title: 'first byte to Complete, every row overwrites',
      ours: seconds('first byte to Complete, all conflicting: s'),
      script: seconds('DBA script, all conflicting: s'),
      ratio: 'ratio to the DBA script, all conflicting',
      aim: '1.8, then 1.4',
    },
    {
      title: 'first byte to Complete, certifications',
      ours: seconds('first byte to Complete, certifications: s'),
      aim: 'no slower than courses',
    },
    {
      title: 'first byte to Ready to import, a check of which half overwrites',
      ours: seconds('first byte to Ready to import: s'),
      aim: '1.1 times its import',
    },
    {
      title: 'first byte to Complete, half overwrites',
      ours: seconds('first byte to Complete, half conflicting: s'),
    },
    { title: 'first byte to 202', ours: seconds('first byte to 202: s') },
    { title: '202 to the first count', ours: seconds('202 to first progress: s'), aim: '1 s' },
  ];
}

function stageLines({ medians, highest, measured }: BenchResult): Line[] {
  const rate = (name: string): string => unit(medians[name], 'rows/s');
  const scriptSeconds = medians['DBA script, fresh: s'];
  const memory = ['ingest', 'transcript-writer', 'aggregator', 'portal'].map(
    (name): Line => ({
      title: `most memory in any run, ${name}`,
      ours: unit(highest[`peak MB ${name}`], 'MB'),
      aim: '300 MB',
    }),
  );
  return [
    { title: 'file to topic, alone', ours: rate('file to topic: rows/s') },
    {
      title: 'topic to PostgreSQL, alone',
      ours: rate('topic to PostgreSQL: rows/s'),
      ...(scriptSeconds === undefined ? {} : { script: unit(measured.rows / scriptSeconds, 'rows/s') }),
      ratio: 'topic to PostgreSQL: share of the DBA script',
      aim: '0.8',
    },
    {
      title: 'PostgreSQL to visible in ClickHouse, alone',
      ours: rate('PostgreSQL to visible in ClickHouse: rows/s'),
    },
    ...memory,
  ];
}

/** The sizes stand in the figures' names, and differ from bench to bench. */
function flatnessLines({ medians }: BenchResult): Line[] {
  const named = (pattern: RegExp): [string, number][] =>
    Object.entries(medians).filter(([name]) => pattern.test(name));
  const [ratio] = named(/^time a row, /);
  return named(/^µs a row, /).map(([name, value], index) => ({
    title: `time a row of an import, ${name.replace('µs a row, ', '').replace(/\d+/, (digits) => count(Number(digits)))}`,
    ours: unit(value, 'µs'),
    ...(index === 0 && ratio !== undefined ? { ratio: ratio[0], aim: '0.85 to 1.15' } : {}),
  }));
}

function reportLines({ medians }: BenchResult): Line[] {
  const suffix = ' p95 ms';
  return Object.entries(medians)
    .filter(([name]) => name.startsWith('report ') && name.endsWith(suffix))
    .map(([name, value]) => ({
      title: `report \`${name.slice('report '.length, -suffix.length)}\`, p95`,
      ours: unit(value, 'ms'),
      aim: '300 ms',
    }));
}

function row({ medians, lowest, highest }: BenchResult, line: Line): string {
  const [low, high] = [lowest[line.ratio ?? ''], highest[line.ratio ?? '']];
  const cells = [
    line.title,
    line.ours,
    line.script ?? '',
    unit(medians[line.ratio ?? ''], ''),
    low === undefined || high === undefined ? '' : `${digits(low)} to ${digits(high)}`,
    line.aim ?? '',
  ];
  return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
}

function processorTime({ medians }: BenchResult): string {
  const prefix = 'CPU µs a row ';
  return Object.entries(medians)
    .filter(([name]) => name.startsWith(prefix))
    .sort(([, a], [, b]) => b - a)
    .map(([name, value]) => `${name.slice(prefix.length)} ${digits(value)}`)
    .join(', ');
}

/** Empty when there is no such figure. */
function unit(value: number | undefined, name: string): string {
  if (value === undefined) return '';
  return `${value >= 1_000 ? count(Number(value.toPrecision(DIGITS))) : digits(value)} ${name}`.trimEnd();
}

function digits(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
