import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Target } from './target.ts';

export const SERVICES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;
type ServiceName = (typeof SERVICES)[number];

interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
}

interface Manifest {
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } } };
}

const MEBIBYTES: Readonly<Record<string, number>> = { Mi: 1, Gi: 1024 };

/** What Kubernetes lets a service have: beyond it, it would be killed. */
export function memoryLimit(service: ServiceName): number {
  const text = readFileSync(`deploy/kubernetes/base/${service}.yaml`, 'utf8');
  for (const document of parseAllDocuments(text)) {
    const { spec } = document.toJS() as Manifest;
    const limits = spec?.template?.spec?.containers?.map(({ resources }) => resources?.limits?.memory) ?? [];
    const [, amount, unit = ''] = /^(\d+)(Mi|Gi)$/.exec(limits[0] ?? '') ?? [];
    if (amount !== undefined) return Number(amount) * (MEBIBYTES[unit] ?? 1);
  }
  throw new Error(`deploy/kubernetes/base/${service}.yaml bounds no memory`);
}

/** Begins to measure the largest memory of each service anew (proc(5), clear_refs). */
export function resetPeaks(target: Target): void {
  for (const pid of pids(target).values()) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory each service has held since {@link resetPeaks}, in MiB; nothing of one that has ended since. */
export function peaks(target: Target): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const [service, pid] of pids(target)) {
    if (!existsSync(`/proc/${pid}`)) continue;
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    held.set(service, Math.round(Number(kilobytes) / 1024));
  }
  return held;
}

/** The processes of the services as they were when the target was opened. */
function pids({ endpoints }: Target): ReadonlyMap<ServiceName, number> {
  return new Map(SERVICES.map((service) => [service, endpoints.pids[service]?.[0] ?? 0]));
}
