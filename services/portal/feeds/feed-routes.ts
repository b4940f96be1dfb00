import { z } from 'zod';
import { isRecordType, RECORD_TYPES } from '#shared/csv/record-types.ts';
import { importId } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { loadAvroDefinition, RECORD_OF_TYPE, type RowRecordName } from '#shared/kafka/avro/avro-schemas.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { readBody } from '../http/json-body.ts';
import type { Route } from '../http/route.ts';
import { closeFeed, openFeed } from './bounded-feeds.ts';

const open = z.object({ type: z.unknown().optional() });
const TOTAL = 'must be a whole number from 0';
const close = z.object({ total: z.int(TOTAL).min(0, TOTAL) });

/** For systems that send records straight to Kafka: bounded feeds, and the schemas of the records. */
export function feedRoutes({ pool }: { readonly pool: Pool }): Route[] {
  return [
    {
      operationId: 'openFeed',
      method: 'post',
      path: '/api/feeds',
      access: 'admin',
      handle: async (request, response, caller) => {
        const { type } = await readBody(request, response, open);
        if (typeof type !== 'string' || !isRecordType(type)) {
          throw new Refusal('unknown-type', `type must be ${RECORD_TYPES.join(' or ')}.`);
        }
        const feed = await openFeed(pool, caller, type);
        response.status(201).location(feed.links.self).json(feed);
      },
    },
    {
      operationId: 'closeFeed',
      method: 'post',
      path: '/api/feeds/{id}/close',
      access: 'admin',
      handle: async (request, response, caller) => {
        const id = importId(request);
        const { total } = await readBody(request, response, close);
        response.status(202).json(await closeFeed(pool, caller, id, total));
      },
    },
    schemaRoute('downloadCourseSchema', RECORD_OF_TYPE.courses),
    schemaRoute('downloadCertificationSchema', RECORD_OF_TYPE.certifications),
  ];
}

function schemaRoute(operationId: string, name: RowRecordName): Route {
  const document = `${JSON.stringify(loadAvroDefinition(name), null, 2)}\n`;
  return {
    operationId,
    method: 'get',
    path: `/api/schemas/${name}.avsc`,
    access: 'admin',
    handle: (_request, response) =>
      void response.attachment(`${name}.avsc`).type('application/json').send(document),
  };
}
