import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import { fullName, RECORD_NAMES } from '#shared/kafka/avro/avro-schemas.ts';

interface Reference {
  readonly $ref: string;
}
interface Channel {
  readonly address: string;
  readonly description: string;
  readonly messages: Readonly<Record<string, Reference>>;
  readonly bindings: {
    readonly kafka: {
      readonly partitions: number;
      readonly topicConfiguration: Readonly<Record<string, number>>;
    };
  };
  readonly 'x-further-configuration'?: Readonly<Record<string, string>>;
  readonly 'x-access': {
    readonly write: string[];
    readonly read: string[];
    readonly configuration?: string[];
  };
}
interface Document {
  readonly asyncapi: string;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<
    Record<string, { readonly action: string; readonly channel: Reference; readonly messages?: Reference[] }>
  >;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly name: string; readonly payload: { readonly schema: Reference } }>
    >;
  };
}

const FOLDER = 'schemas/asyncapi';
const document = parse(readFileSync(join(FOLDER, 'asyncapi.yaml'), 'utf8')) as Document;
const channels = new Map(Object.values(document.channels).map((channel) => [channel.address, channel]));

describe('the AsyncAPI document', () => {
  it('has every topic, and no other', () => {
    const names = definitions.topics.map(({ name }) => name);
    expect([...channels.keys()].sort()).toEqual([...names, `${definitions.feed.prefix}{tenant}`].sort());
  });

  it.each(definitions.topics)(
    'tells the settings and rights of $name',
    ({ name, partitions, config, write, read }) => {
      const channel = channels.get(name);
      expect(settingsOf(channel)).toEqual({ partitions, config });
      expect(channel?.['x-access']).toEqual({ write, read, configuration: write });
    },
  );

  it('tells the settings and rights of feeds', () => {
    const { prefix, partitions, config, read } = definitions.feed;
    const channel = channels.get(`${prefix}{tenant}`);
    expect(settingsOf(channel)).toEqual({ partitions, config });
    expect(channel?.['x-access']).toEqual({ write: ['<tenant>-hr'], read, configuration: read });
  });

  it('has as payloads the Avro files, each under its full name', () => {
    const messages = Object.entries(document.components.messages);
    expect(messages.map(([key]) => key).sort()).toEqual([...RECORD_NAMES].sort());
    for (const [key, { name, payload }] of messages) {
      const file = join(FOLDER, payload.schema.$ref);
      const schema = JSON.parse(readFileSync(file, 'utf8')) as { namespace: string; name: string };
      expect(`${schema.namespace}.${schema.name}`).toBe(name);
      expect(RECORD_NAMES.map(fullName)).toContain(name);
      expect(key).toBe(schema.name);
    }
  });

  it('refers only to what is there', () => {
    for (const reference of referencesIn(document)) {
      if (reference.startsWith('#/')) expect(resolve(reference), reference).toBeDefined();
      else expect(existsSync(join(FOLDER, reference)), reference).toBe(true);
    }
  });
});

function settingsOf(channel: Channel | undefined) {
  const config = { ...channel?.bindings.kafka.topicConfiguration, ...channel?.['x-further-configuration'] };
  return {
    partitions: channel?.bindings.kafka.partitions,
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)])),
  };
}

function referencesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : referencesIn(value),
  );
}

function resolve(reference: string): unknown {
  let node: unknown = document;
  for (const key of reference.slice(2).split('/'))
    node = (node as Record<string, unknown> | undefined)?.[key];
  return node;
}
