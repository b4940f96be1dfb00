import { isRecordType, RECORD_TYPES } from '#shared/csv/record-types.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { readJsonObject } from '../http/json-body.ts';
import { importId, invalidParameter } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { closeFeed, openFeed } from './bounded-feeds.ts';

/** For systems that send records straight to Kafka: bounded feeds, and the schemas of the records. */
export function feedRoutes({ pool }: { readonly pool: Pool }): Route[] {
  return [
    {
      operationId: 'openFeed',
      method: 'post',
      path: '/api/feeds',
      access: 'admin',
      handle: async (request, response, caller) => {
        const { type } = await readJsonObject(request, response);
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
        const { total } = await readJsonObject(request, response);
        if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
          throw invalidParameter('total', 'must be a whole number from 0');
        }
        response.status(202).json(await closeFeed(pool, caller, id, total));
      },
    },
    schemaRoute('downloadCourseSchema', 'CourseRecord'),
    schemaRoute('downloadCertificationSchema', 'CertificationRecord'),
  ];
}

function schemaRoute(operationId: string, name: 'CourseRecord' | 'CertificationRecord'): Route {
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
