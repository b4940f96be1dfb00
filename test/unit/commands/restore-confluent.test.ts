import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadAvroDefinition, type RecordName } from '#shared/kafka/avro/avro-schemas.ts';
import type { SchemaRegistration } from '#shared/kafka/avro/schema-registrations.ts';
import { restoreRegistry } from '../../../commands/registry/restore-registry.ts';

/**
 * Confluent's registry as far as its documentation tells of subject modes: a schema brings its id only in mode IMPORT,
 * which is refused for a subject that has schemas unless it is forced, and an id means one schema.
 */
class ConfluentRegistry {
  readonly modes = new Map<string, string>();
  readonly schemas = new Map<number, { subject: string; schema: string }>();
  /** From the next registration on it answers with an error. */
  fails = false;

  answer(method: string, path: string, body: string): readonly [status: number, body: object] {
    const { pathname, searchParams } = new URL(path, 'http://registry');
    const [, kind = '', name = '', id = ''] = pathname.split('/');
    if (method === 'GET' && kind === 'schemas') return this.#schema(Number(id));
    const sent = JSON.parse(body) as { mode: string; id?: number; schema: string };
    if (kind === 'mode') return this.#setMode(name, sent.mode, searchParams.get('force') === 'true');
    if (this.fails) return [500, { error_code: 50001 }];
    if (sent.id === undefined || this.modes.get(name) !== 'IMPORT') return [422, { error_code: 42205 }];
    if (this.schemas.has(sent.id)) return [422, { error_code: 42207 }];
    this.schemas.set(sent.id, { subject: name, schema: sent.schema });
    return [200, { id: sent.id }];
  }

  #schema(id: number): readonly [number, object] {
    const found = this.schemas.get(id);
    return found === undefined ? [404, { error_code: 40403 }] : [200, { schema: found.schema }];
  }

  #setMode(subject: string, mode: string, isForced: boolean): readonly [number, object] {
    const hasSchemas = [...this.schemas.values()].some((one) => one.subject === subject);
    if (mode === 'IMPORT' && hasSchemas && !isForced) return [422, { error_code: 42205 }];
    this.modes.set(subject, mode);
    return [200, { mode }];
  }
}

let registry: ConfluentRegistry;
let server: Server;
let url = '';

beforeEach(async () => {
  registry = new ConfluentRegistry();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const [status, answer] = registry.answer(request.method ?? '', request.url ?? '', body);
    response.writeHead(status).end(JSON.stringify(answer));
  };
  server = createServer((request, response) => {
    respond(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function registration(schemaId: number, recordName: RecordName, doc?: string): SchemaRegistration {
  return { schemaId, recordName, schema: JSON.stringify({ ...loadAvroDefinition(recordName), doc }) };
}

const ON_RECORD = [
  registration(3, 'CourseRecord'),
  registration(8, 'RecordError'),
  registration(21, 'CourseRecord', 'a later text'),
];

it('an emptied registry gets every schema on record under its id, and takes schemas as ever afterwards', async () => {
  expect(await restoreRegistry({ url }, ON_RECORD)).toEqual(ON_RECORD);
  expect([...registry.schemas]).toEqual(
    expect.arrayContaining(
      ON_RECORD.map(({ schemaId, recordName, schema }) => [
        schemaId,
        { subject: `lms.training.${recordName}`, schema },
      ]),
    ),
  );
  expect(new Set(registry.modes.values())).toEqual(new Set(['READWRITE']));
  expect(await restoreRegistry({ url }, ON_RECORD)).toEqual([]);
});

it('a registry restored to an earlier time gets what it has not', async () => {
  await restoreRegistry({ url }, ON_RECORD.slice(0, 2));
  expect(await restoreRegistry({ url }, ON_RECORD)).toEqual(ON_RECORD.slice(2));
  expect(registry.schemas.size).toBe(ON_RECORD.length);
});

it('nothing is changed where an id on record means another schema', async () => {
  registry.schemas.set(8, { subject: 'another', schema: '"string"' });
  await expect(restoreRegistry({ url }, ON_RECORD)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('has given the id 8, which messages of RecordError carry'),
  });
  expect(registry.schemas.size).toBe(1);
  expect(registry.modes.size).toBe(0);
});

it('a registry that refuses in the middle is not left in mode IMPORT', async () => {
  registry.fails = true;
  await expect(restoreRegistry({ url }, ON_RECORD)).rejects.toMatchObject({ code: 'configuration' });
  expect(registry.modes).toEqual(new Map([['lms.training.CourseRecord', 'READWRITE']]));
});
