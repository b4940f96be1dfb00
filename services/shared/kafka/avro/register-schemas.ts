import type { Gauge } from 'prom-client';
import { LmsError } from '../../errors.ts';
import type { AvroCodec } from './avro-codec.ts';
import type { RecordName } from './avro-schemas.ts';

/**
 * Registers the records that a service writes, and measures whether the registry is the wrong one: the service then
 * waits and tries again, and only an alert makes a person restore the registry.
 *
 * @param mismatch is 1 while the registry does not have what is on record
 * @throws as {@link AvroCodec.register}
 */
export function registerSchemas(
  codec: AvroCodec,
  names: readonly RecordName[],
  mismatch: Gauge,
): Promise<void> {
  return measuring(mismatch, () => codec.register(names));
}

/** Checks the registry again while a service runs. @throws as {@link AvroCodec.checkRegistry} */
export function recheckRegistry(codec: AvroCodec, mismatch: Gauge): Promise<void> {
  return measuring(mismatch, () => codec.checkRegistry());
}

async function measuring(mismatch: Gauge, check: () => Promise<void>): Promise<void> {
  try {
    await check();
    mismatch.set(0);
  } catch (error) {
    // A registry that is unavailable says nothing about what it holds.
    if (error instanceof LmsError && error.code === 'registry-mismatch') mismatch.set(1);
    throw error;
  }
}
