import { join } from 'node:path';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';

/** The password of each account for dashboards by tenant; null for one that was revoked and is not to be made again. */
export type DashboardsPasswords = Record<string, string | null>;

/** Where the product that `npm start` runs keeps them, for those who work on this machine. */
export function dashboardsFile(dataDir: string): string {
  return join(dataDir, 'dashboards.json');
}

export async function readDashboardsPasswords(dataDir: string): Promise<DashboardsPasswords> {
  return (await readJson<DashboardsPasswords>(dashboardsFile(dataDir))) ?? {};
}

export async function keepDashboardsPassword(
  dataDir: string,
  slug: string,
  password: string | null,
): Promise<void> {
  const kept = await readDashboardsPasswords(dataDir);
  await writeJson(dashboardsFile(dataDir), { ...kept, [slug]: password });
}

/** Of a deleted tenant: another one of the same slug must not get its password. */
export async function forgetDashboardsPassword(dataDir: string, slug: string): Promise<void> {
  const { [slug]: forgotten, ...others } = await readDashboardsPasswords(dataDir);
  if (forgotten !== undefined) await writeJson(dashboardsFile(dataDir), others);
}
