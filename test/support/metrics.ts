import { serviceEnvironment } from './credentials.ts';

/**
 * A measurement of a service by the name that Prometheus has, with its labels as they are written; undefined when none.
 */
export async function measured(service: string, series: string): Promise<number | undefined> {
  const { PORT } = serviceEnvironment(service);
  const text = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
