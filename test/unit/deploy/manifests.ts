import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

type EnvironmentEntry = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
};

export interface Workload extends Manifest {
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly securityContext: { readonly runAsNonRoot?: boolean };
        readonly volumes?: unknown;
        readonly containers: readonly {
          readonly name: string;
          readonly image: string;
          readonly args: readonly string[];
          readonly env: readonly EnvironmentEntry[];
          readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
          readonly securityContext: Readonly<Record<string, unknown>>;
          readonly resources: { readonly limits: Readonly<Record<string, string>> };
          readonly livenessProbe?: unknown;
          readonly readinessProbe?: unknown;
        }[];
      };
    };
  };
}

/** Everything in the files of a folder of deploy/kubernetes, as written. */
export function manifestsIn(folder: string): Manifest[] {
  const path = join('deploy/kubernetes', folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => parse(readFileSync(join(path, name), 'utf8')));
}

/** What kubectl makes of a folder; undefined where there is no kubectl. Throws its words when it cannot. */
export function kustomized(folder: string): Manifest[] | undefined {
  const { status, stdout, stderr, error } = spawnSync(
    'kubectl',
    ['kustomize', join('deploy/kubernetes', folder)],
    { encoding: 'utf8' },
  );
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return parse(stdout);
}

function parse(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

export function isWorkload(manifest: Manifest): manifest is Workload {
  return manifest.kind === 'Deployment' || manifest.kind === 'Job';
}
