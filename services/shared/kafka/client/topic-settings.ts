import { ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';

export interface WantedSettings {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Brings topics that exist to the settings that are wanted. What is not named is left as it is, so that an operator may
 * set more than `schemas/kafka/topics.json` says; what it does say is the same for a topic made today and one of last
 * year.
 */
export async function applyTopicSettings(
  admin: KafkaAdmin,
  wanted: readonly WantedSettings[],
): Promise<void> {
  const names = new Set(wanted.flatMap(({ config }) => Object.keys(config)));
  const found = await admin.settingsOf(
    wanted.map(({ name }) => name),
    [...names],
  );
  const resources = wanted.flatMap(({ name, config }) => {
    const different = Object.entries(config).filter(([key, value]) => found.get(name)?.get(key) !== value);
    if (different.length === 0) return [];
    const configs = different.map(([key, value]) => ({
      name: key,
      configOperation: IncrementalAlterConfigOperationTypes.SET,
      value,
    }));
    return [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: name, configs }];
  });
  if (resources.length === 0) return;
  await admin.client.incrementalAlterConfigs({ resources }).catch(throwKafkaError);
}
