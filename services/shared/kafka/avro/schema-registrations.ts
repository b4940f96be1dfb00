import { LmsError } from '../../errors.ts';
import type { Queryable } from '../../postgres/pool.ts';
import { isRetryable } from '../../retryable-errors.ts';
import type { RecordName } from './avro-schemas.ts';

/** A schema that one of our services has registered, under the id that its messages carry. */
export interface SchemaRegistration {
  readonly schemaId: number;
  readonly recordName: RecordName;
  /** The text as it was registered. */
  readonly schema: string;
}

/**
 * PostgreSQL's record of every schema that our services have registered. The log outlives the registry, so what the
 * log's messages were written with must not be known to the registry alone.
 *
 * Every call throws LmsError `unavailable` while PostgreSQL cannot be asked.
 */
export interface SchemaRegistrations {
  all(): Promise<SchemaRegistration[]>;
  find(schemaId: number): Promise<SchemaRegistration | undefined>;
  /** Adds a registration unless its id is on record, and returns the one on record. */
  remember(registration: SchemaRegistration): Promise<SchemaRegistration>;
}

export function createSchemaRegistrations(client: Queryable): SchemaRegistrations {
  const select = async (where: string, values: unknown[]): Promise<SchemaRegistration[]> => {
    const { rows } = await ask<SchemaRegistration>(
      client,
      `SELECT schema_id AS "schemaId", record_name AS "recordName", schema FROM schema_registrations
       ${where} ORDER BY schema_id`,
      values,
    );
    return rows;
  };
  const find = async (schemaId: number): Promise<SchemaRegistration | undefined> =>
    (await select('WHERE schema_id = $1', [schemaId]))[0];
  return {
    all: () => select('', []),
    find,
    async remember(registration) {
      const { schemaId, recordName, schema } = registration;
      await ask(
        client,
        `INSERT INTO schema_registrations (schema_id, record_name, schema) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING`,
        [schemaId, recordName, schema],
      );
      return (await find(schemaId)) ?? registration;
    },
  };
}

async function ask<Row extends object>(
  client: Queryable,
  text: string,
  values: unknown[],
): Promise<{ rows: Row[] }> {
  try {
    return await client.query<Row>(text, values);
  } catch (cause) {
    if (!isRetryable(cause)) throw cause;
    throw new LmsError('unavailable', 'The schema registrations on record cannot be read', {
      retryable: true,
      cause,
    });
  }
}
