import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import { migrationVariables, readConfig } from '../../../deploy/migrate/config.ts';
import { isWorkload, kustomized, type Manifest, manifestsIn } from './manifests.ts';
import { CONFIGS, SERVICES } from './services.ts';

/** Kubernetes' and KEDA's own definitions by apiVersion, with the module that has their types. */
const MODELS: Readonly<Record<string, { module: string; models: object }>> = {
  v1: { module: 'kubernetes-models/v1', models: core },
  'apps/v1': { module: 'kubernetes-models/apps/v1', models: apps },
  'batch/v1': { module: 'kubernetes-models/batch/v1', models: batch },
  'autoscaling/v2': { module: 'kubernetes-models/autoscaling/v2', models: autoscaling },
  'policy/v1': { module: 'kubernetes-models/policy/v1', models: policy },
  'networking.k8s.io/v1': { module: 'kubernetes-models/networking.k8s.io/v1', models: networking },
  'keda.sh/v1alpha1': { module: '@kubernetes-models/keda/keda.sh/v1alpha1', models: keda },
};

const networkPolicy = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    ingress: z.array(z.unknown()).optional(),
    egress: z
      .array(
        z.object({
          to: z.array(z.looseObject({ ipBlock: z.object({ except: z.array(z.string()) }).optional() })),
        }),
      )
      .optional(),
  }),
});

const base = manifestsIn('base');
const workloads = base.filter(isWorkload);
const settings = base.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
const named = (kind: string) => base.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);

function validate(manifest: Manifest): void {
  const models = MODELS[manifest.apiVersion]?.models as Record<string, ModelClass> | undefined;
  const Model = models?.[manifest.kind];
  if (Model === undefined) throw new Error(`No definition of ${manifest.apiVersion} ${manifest.kind}`);
  new Model(manifest).validate();
}
type ModelClass = new (manifest: Manifest) => { validate(): void };

/**
 * The definitions let fields pass that they do not know, so a misspelt one would too; the compiler, which has the same
 * definitions as types, does not let it.
 */
function unknownFields(manifests: readonly Manifest[]): string {
  const lines = manifests.map(({ apiVersion, kind, ...rest }, index) => {
    const type = `import('${MODELS[apiVersion]?.module}').I${kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest })};`;
  });
  const folder = mkdtempSync(join('node_modules', 'manifests-'));
  try {
    const file = join(folder, 'manifests.ts');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    return spawnSync('node_modules/.bin/tsc', [...options, file], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the base', () => {
  it.each(base.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    '%s is as its definition says',
    (_name, manifest) => expect(() => validate(manifest)).not.toThrow(),
  );

  it('has no field that the definitions do not know', { timeout: 60_000 }, () => {
    expect(unknownFields(base)).toBe('');
    const misspelt = {
      ...base.find(({ kind }) => kind === 'Service'),
      spec: { ports: [{ port: 1, tagetPort: 2 }] },
    };
    expect(unknownFields([misspelt as Manifest])).toContain('tagetPort');
  });

  it('runs the four services and the migration, and nothing else', () => {
    expect(named('Deployment').sort()).toEqual([...SERVICES].sort());
    expect(named('Job')).toEqual(['migrate']);
    expect(named('PodDisruptionBudget').sort()).toEqual([...SERVICES].sort());
    expect([...named('ScaledObject'), ...named('HorizontalPodAutoscaler')].sort()).toEqual(
      [...SERVICES].sort(),
    );
  });

  it('lets pods reach places and not only ports, and the management port be reached by Prometheus alone', () => {
    const policies = base
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map((one) => networkPolicy.parse(one));
    const rules = policies.flatMap(({ metadata, spec }) =>
      (spec.egress ?? []).map((rule) => [metadata.name, rule] as const),
    );
    expect(rules.length).toBeGreaterThan(8);
    for (const [name, { to }] of rules) expect(to, name).not.toEqual([]);
    // An address on the open internet is no address of the cluster, nor that where a cloud hands out keys.
    const blocks = rules.flatMap(([, { to }]) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    expect(blocks).toHaveLength(3);
    for (const { except } of blocks)
      expect(except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16']));
    const toManagement = policies.filter(({ spec }) => JSON.stringify(spec.ingress ?? []).includes('9464'));
    expect(toManagement.map(({ metadata }) => metadata.name)).toEqual(['metrics']);
    const services = base.filter(({ kind }) => kind === 'Service');
    expect(JSON.stringify(services)).not.toMatch(/9464|management/);
  });

  it('bounds memory, and what a pod may write', () => {
    for (const { metadata, spec } of workloads) {
      const [container] = spec.template.spec.containers;
      expect(container?.resources.limits, metadata.name).toEqual({
        memory: expect.stringMatching(/^\d+[MG]i$/),
        'ephemeral-storage': '256Mi',
      });
      expect(spec.template.spec.volumes, metadata.name).toEqual([
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      ]);
    }
  });

  it('scales consumers up to a member for each partition', () => {
    const scaled = z.object({
      spec: z.object({ maxReplicaCount: z.number(), triggers: z.array(z.unknown()) }),
    });
    const topic = (name: string) => definitions.topics.find((one) => one.name === name)?.partitions;
    for (const [service, read] of [
      ['transcript-writer', 'training-records'],
      ['aggregator', 'transcript-changes'],
    ] as const) {
      const object = base.find(({ kind, metadata }) => kind === 'ScaledObject' && metadata.name === service);
      expect(scaled.parse(object).spec.maxReplicaCount, service).toBe(topic(read));
      const groups = JSON.stringify(object).match(/"consumerGroup":"[^"]+"/g);
      expect(groups).toEqual(definitions.groups[service].map((group) => `"consumerGroup":"${group}"`));
    }
  });
});

describe.each(workloads.map((one) => [one.metadata.name, one] as const))('%s', (name, workload) => {
  const pod = workload.spec.template.spec;
  const [container] = pod.containers;
  const environment = Object.fromEntries(
    (container?.env ?? []).map((entry) => {
      const reference = entry.valueFrom?.configMapKeyRef;
      return [
        entry.name,
        entry.value ?? (reference === undefined ? secret(entry.name) : settings[reference.key]),
      ];
    }),
  );

  it('gets settings that it knows, all it needs, and only by reference what is secret', () => {
    const known =
      CONFIGS[name]?.settings.shape ?? Object.fromEntries(migrationVariables.map((key) => [key, true]));
    expect(Object.keys(environment).filter((variable) => !(variable in known))).toEqual([]);
    expect(() => (CONFIGS[name]?.readConfig ?? readConfig)(environment)).not.toThrow();
    for (const { name: variable, valueFrom } of container?.env ?? []) {
      const isSecret = /PASSWORD|SECRET|ACCESS_KEY|POSTGRES_|USERNAME|CLIENT_ID|SMTP_URL/.test(variable);
      expect(valueFrom?.secretKeyRef !== undefined, variable).toBe(isSecret);
      expect(valueFrom?.secretKeyRef?.key ?? variable).toBe(variable);
    }
  });

  it('runs without root, rights or a root file system it may write to', () => {
    expect(pod.securityContext.runAsNonRoot).toBe(true);
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('is told from others by the name that policies, budgets and services select', () => {
    expect(workload.spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': name });
  });

  if (workload.kind === 'Deployment') {
    it('is asked for its health where it answers', () => {
      expect(container?.ports).toEqual([
        { name: 'http', containerPort: Number(environment['PORT']) },
        { name: 'management', containerPort: Number(environment['MANAGEMENT_PORT']) },
      ]);
      expect(environment['LISTEN_ADDRESS']).toBe('0.0.0.0');
      expect(container?.livenessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 'management' } });
      expect(container?.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 'management' } });
    });
  }
});

describe('the example', () => {
  const built = kustomized('overlays/example');

  it('is built by kubectl into what the definitions know', { timeout: 60_000 }, ({ skip }) => {
    if (built === undefined) skip('kubectl is not on the PATH: patches and images were not tried');
    for (const manifest of built ?? [])
      expect(() => validate(manifest), manifest.metadata.name).not.toThrow();
    expect(unknownFields(built ?? [])).toBe('');
    const images = (built ?? []).filter(isWorkload).map((one) => one.spec.template.spec.containers[0]?.image);
    expect(new Set(images)).toEqual(new Set(['registry.example.com/training-history:0.1.0']));
  });

  it('bounds connections and calls of an address', () => {
    const ingress = manifestsIn('overlays/example').find(({ kind }) => kind === 'Ingress');
    const annotations = ingress?.metadata.annotations ?? {};
    for (const limit of ['limit-connections', 'limit-rps'])
      expect(Number(annotations[`nginx.ingress.kubernetes.io/${limit}`]), limit).toBeGreaterThan(0);
  });

  it('leaves every service with settings that it can use', ({ skip }) => {
    if (built === undefined) skip('kubectl is not on the PATH: patches and images were not tried');
    const data = built?.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'settings',
    )?.data;
    for (const workload of (built ?? []).filter(isWorkload)) {
      const environment = Object.fromEntries(
        (workload.spec.template.spec.containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [
          name,
          value ?? data?.[valueFrom?.configMapKeyRef?.key ?? ''] ?? secret(name),
        ]),
      );
      const { name } = workload.metadata;
      expect(() => (CONFIGS[name]?.readConfig ?? readConfig)(environment), name).not.toThrow();
    }
  });
});

// Strimzi ships its definitions as Kubernetes objects only, in no package: what is used of them is written down here.
const strimziTopic = z.strictObject({
  apiVersion: z.literal('kafka.strimzi.io/v1'),
  kind: z.literal('KafkaTopic'),
  metadata: z.object({ name: z.string(), labels: z.object({ 'strimzi.io/cluster': z.literal('lms') }) }),
  spec: z.strictObject({
    partitions: z.number(),
    replicas: z.literal(3),
    config: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
});
const strimziOperation = z.enum(['Read', 'Write', 'Describe', 'DescribeConfigs']);
const strimziUser = z.strictObject({
  apiVersion: z.literal('kafka.strimzi.io/v1'),
  kind: z.literal('KafkaUser'),
  metadata: z.object({ name: z.string(), labels: z.object({ 'strimzi.io/cluster': z.literal('lms') }) }),
  spec: z.strictObject({
    authentication: z.strictObject({ type: z.literal('scram-sha-512') }),
    quotas: z.strictObject({ producerByteRate: z.number(), requestPercentage: z.number() }).optional(),
    authorization: z.strictObject({
      type: z.literal('simple'),
      acls: z.array(
        z.strictObject({
          resource: z.strictObject({
            type: z.enum(['topic', 'group']),
            name: z.string(),
            patternType: z.enum(['literal', 'prefix']),
          }),
          operations: z.array(strimziOperation),
        }),
      ),
    }),
  }),
});
const kafkaManifests = manifestsIn('kafka');
const kafkaTopics = kafkaManifests
  .filter(({ kind }) => kind === 'KafkaTopic')
  .map((one) => strimziTopic.parse(one));
const kafkaUsers = kafkaManifests
  .filter(({ kind }) => kind === 'KafkaUser')
  .map((one) => strimziUser.parse(one));

describe('Kafka, as Strimzi keeps it', () => {
  it('has the topics of schemas/kafka/topics.json, and the first tenant’s feed', () => {
    const { feed } = definitions;
    const expected = [
      ...definitions.topics.map(({ name, partitions, config }) => [name, partitions, config] as const),
      [`${feed.prefix}acme`, feed.partitions, feed.config] as const,
    ];
    const actual = kafkaTopics.map(({ metadata, spec }) => {
      const { 'min.insync.replicas': copies, ...config } = spec.config;
      expect(copies, metadata.name).toBe(2);
      const asText = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
      return [metadata.name, spec.partitions, asText] as const;
    });
    expect(new Map(actual.map((one) => [one[0], one]))).toEqual(
      new Map(expected.map((one) => [one[0], one])),
    );
  });

  it('gives each user the rights that the product gives it, and no other', () => {
    const expected = new Map<string, Set<string>>();
    const allow = (name: string, right: string) =>
      expected.set(name, (expected.get(name) ?? new Set<string>()).add(right));
    for (const { name, read, write } of definitions.topics) {
      for (const reader of read) allow(reader, `topic ${name} literal Read Describe`);
      for (const writer of write) allow(writer, `topic ${name} literal Write Describe DescribeConfigs`);
    }
    for (const reader of definitions.feed.read)
      allow(reader, `topic ${definitions.feed.prefix} prefix Read Describe DescribeConfigs`);
    for (const [name, groups] of Object.entries(definitions.groups))
      for (const group of groups) allow(name, `group ${group} literal Read`);
    allow('acme-hr', `topic ${definitions.feed.prefix}acme literal Write Describe`);
    for (const kind of ['topic', 'group']) allow('kafka-lag', `${kind} * literal Describe`);
    const actual = kafkaUsers.map(({ metadata, spec }) => {
      const rights = spec.authorization.acls.map(
        ({ resource: { type, name, patternType }, operations }) =>
          `${type} ${name} ${patternType} ${operations.join(' ')}`,
      );
      return [metadata.name, new Set(rights)] as const;
    });
    expect(new Map(actual)).toEqual(expected);
  });

  it('gives a tenant’s user the quotas that the product gives it, and no service any', () => {
    const { producer_byte_rate: producerByteRate, request_percentage: requestPercentage } =
      definitions.feed.quotas;
    for (const { metadata, spec } of kafkaUsers) {
      const expected = metadata.name === 'acme-hr' ? { producerByteRate, requestPercentage } : undefined;
      expect(spec.quotas, metadata.name).toEqual(expected);
    }
  });

  it('asks in the services’ settings for the copies that the topics have', () => {
    for (const { metadata, spec } of kafkaTopics) {
      expect(settings['KAFKA_REPLICATION_FACTOR'], metadata.name).toBe(String(spec.replicas));
      expect(settings['KAFKA_MIN_INSYNC_REPLICAS'], metadata.name).toBe(
        String(spec.config['min.insync.replicas']),
      );
    }
  });

  it('is built by kubectl', ({ skip }) => {
    const built = kustomized('kafka');
    if (built === undefined) skip('kubectl is not on the PATH');
    expect(built).toHaveLength(kafkaManifests.length);
  });
});

/** A value such as a Secret would have for a variable of this name. */
function secret(variable: string): string {
  if (variable === 'SMTP_URL') return 'smtps://user:password@mail.example.com';
  return variable.startsWith('POSTGRES_') && variable.endsWith('URL')
    ? 'postgres://role:password@postgres:5432/lms?sslmode=verify-full'
    : 'a'.repeat(32);
}
