import { readFileSync } from 'node:fs';

interface Target {
  readonly rawSql: string;
  /** 0 for a time series, 1 for a table. */
  readonly format: number;
}

/** The JSON model of a dashboard over ClickHouse, as far as it asks for data. */
export interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly Target[] }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[];
  };
}

/** What a person has chosen on a dashboard. */
export interface Choice {
  readonly from: Date;
  readonly to: Date;
  /** Of each variable; null for All. */
  readonly variables: Readonly<Record<string, readonly string[] | null>>;
}

export function readDashboard(name: string): Dashboard {
  return JSON.parse(readFileSync(`deploy/grafana/dashboards/${name}.json`, 'utf8')) as Dashboard;
}

/**
 * Makes of a panel's query what Grafana's data source for ClickHouse sends: macros and variables are replaced.
 *
 * @throws Error for a macro or variable that is not known here
 */
export function interpolate(rawSql: string, { from, to, variables }: Choice): string {
  const query = withoutConditions(rawSql, variables)
    .replaceAll(/\$\{(\w+):singlequote\}/g, (_, name: string) => quoted(variables[name] ?? []))
    .replaceAll(/\$__dateFilter\((\w+)\)/g, (_, column: string) =>
      between(column, `toDate('${dayOf(from)}')`, `toDate('${dayOf(to)}')`),
    )
    .replaceAll(/\$__timeFilter\((\w+)\)/g, (_, column: string) =>
      between(column, `toDateTime(${secondsOf(from)})`, `toDateTime(${secondsOf(to)})`),
    );
  if (query.includes('$')) throw new Error(`Not replaced: ${query}`);
  return query;
}

/** `$__conditionalAll(condition, $variable)` is the condition, unless all values of the variable are chosen. */
function withoutConditions(rawSql: string, variables: Choice['variables']): string {
  return rawSql.replaceAll(
    /\$__conditionalAll\((.*), \$(\w+)\)/g,
    (_, condition: string, variable: string) => ((variables[variable] ?? null) === null ? '1=1' : condition),
  );
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(',');
}

function between(column: string, from: string, to: string): string {
  return `${column} >= ${from} AND ${column} <= ${to}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
