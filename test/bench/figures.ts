/** Figures of one run, by name; the unit stands in the name. */
export type Figures = Record<string, number>;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One number for each figure, made from those of all runs that have it. */
export function overRuns(runs: readonly Figures[], choose: (values: readonly number[]) => number): Figures {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(names.map((name) => [name, choose(runs.flatMap((run) => run[name] ?? []))]));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** A Markdown table of the figures, beside those they are compared with. */
export function table(figures: Figures, compared?: Figures): string {
  const head =
    compared === undefined
      ? '| figure | median |\n| --- | ---: |'
      : '| figure | median | before | ratio |\n| --- | ---: | ---: | ---: |';
  const rows = Object.entries(figures).map(([name, value]) => {
    const before = compared?.[name];
    const more =
      compared === undefined
        ? ''
        : before === undefined
          ? ' | | |'
          : ` ${round(before)} | ${round(value / before)} |`;
    return `| ${name} | ${round(value)} |${more}`;
  });
  return [head, ...rows].join('\n');
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
