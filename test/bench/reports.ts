import { createClient } from '@clickhouse/client';
import { waitUntil } from '../../deploy/embedded/process.ts';
import type { Endpoints } from '../support/product.ts';
import { PEOPLE } from './data.ts';
import { percentile } from './figures.ts';
import { token } from './upload.ts';

/** Enough calls for a 95th percentile that is not one unlucky call. */
const CALLS = 40;

const REPORTS = [
  'courses-by-course',
  'courses-by-course?course=C-7',
  'certifications-by-certification',
  'people-detail-with-pid',
  'import-activity',
];

/** Takes what earlier runs mirrored away, so that merging it does not cost this one. */
export async function emptyMirror(endpoints: Endpoints): Promise<void> {
  await using client = openMirror(endpoints);
  for (const table of ['course_records', 'course_history', 'certification_records'])
    await client.command({ query: `TRUNCATE TABLE ${table}` });
}

export function openMirror({ clickhouse: { url, database, username, password } }: Endpoints) {
  return createClient({ url, database, username, password, request_timeout: 600_000 });
}

/** The fill's ten parts are merged within seconds; longer, and the engine has stopped. */
const MERGED_WITHIN_MS = 120_000;

/** Waits for the merges that the fill began: millions of rows at once are the bench's doing, and no import's. */
async function merged(client: ReturnType<typeof openMirror>): Promise<void> {
  const areMergesFinished = async (): Promise<boolean> => {
    const answer = await client.query({ query: 'SELECT table FROM system.merges', format: 'JSONEachRow' });
    return (await answer.json()).length === 0;
  };
  await waitUntil('the end of the merges', areMergesFinished, MERGED_WITHIN_MS);
}

/** Fills the mirror with `transcripts` course records of a tenant. */
export async function fillMirror(
  client: ReturnType<typeof openMirror>,
  tenantId: number,
  transcripts: number,
): Promise<void> {
  await client.command({
    query: `INSERT INTO course_records (tenant_id, person_id, course_number, course_name, course_type, completion_date,
        status, position_us, position_source, position_number, version)
      SELECT {tenant: UInt32}, number % {people: UInt32}, concat('C-', toString(intDiv(number, {people: UInt32}))),
        'Forklift Safety', 'OJT', toDate32('2020-01-01') + number % 1000, 'completed', 0, 0, number, number + 1
      FROM numbers({transcripts: UInt64})`,
    query_params: { tenant: tenantId, people: PEOPLE, transcripts },
  });
  await merged(client);
}

/** Fills the mirror with `transcripts` course records and asks each report again and again, through the portal. */
export async function measureReports(
  endpoints: Endpoints,
  tenantId: number,
  transcripts: number,
): Promise<Record<string, number>> {
  await using client = openMirror(endpoints);
  await fillMirror(client, tenantId, transcripts);
  const headers = { authorization: `Bearer ${await token(endpoints)}` };
  const figures: Record<string, number> = {};
  for (const report of REPORTS) {
    const seconds: number[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      const began = performance.now();
      const response = await fetch(`${endpoints.portal}/api/reports/${report}`, { headers });
      if (!response.ok) throw new Error(`${report}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      seconds.push((performance.now() - began) / 1_000);
    }
    figures[`report ${report} p50 ms`] = percentile(seconds, 0.5) * 1_000;
    figures[`report ${report} p95 ms`] = percentile(seconds, 0.95) * 1_000;
  }
  return figures;
}
