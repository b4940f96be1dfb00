import type { Request } from 'express';
import { z } from 'zod';
import { pathId, readQuery } from '#shared/http/parameters.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { readBody } from '../http/json-body.ts';
import { page } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { getDelivery, listDeliveries, replayDelivery } from './deliveries.ts';
import { listNotices, markSeen } from './notices.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface NotificationTools {
  readonly pool: Pool;
  /** Whether webhooks may lead into the installation's own network. */
  readonly allowPrivateWebhooks: boolean;
}

const UP_TO = 'must be a time such as 2024-03-01T09:30:00.000Z';
const seen = z.strictObject({
  upTo: z.iso.datetime({ offset: true, error: UP_TO }).transform((text) => new Date(text)),
});

/** What an LMS admin is told of, and where else it is told. */
export function notificationRoutes(tools: NotificationTools): Route[] {
  const { pool } = tools;
  return [
    ...webhookRoutes(tools),
    {
      operationId: 'listDeliveries',
      method: 'get',
      path: '/api/deliveries',
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.json(await listDeliveries(pool, caller, readQuery(request, page))),
    },
    {
      operationId: 'getDelivery',
      method: 'get',
      path: '/api/deliveries/{id}',
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.json(await getDelivery(pool, caller, deliveryId(request))),
    },
    {
      operationId: 'replayDelivery',
      method: 'post',
      path: '/api/deliveries/{id}/replay',
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.status(202).json(await replayDelivery(pool, caller, deliveryId(request))),
    },
    {
      operationId: 'listNotices',
      method: 'get',
      path: '/api/notices',
      access: 'admin',
      handle: async (_request, response, caller) => void response.json(await listNotices(pool, caller)),
    },
    {
      operationId: 'markNoticesSeen',
      method: 'post',
      path: '/api/notices/seen',
      access: 'admin',
      handle: async (request, response, caller) => {
        const { upTo } = await readBody(request, response, seen);
        response.json(await markSeen(pool, caller, upTo));
      },
    },
  ];
}

function deliveryId(request: Request): string {
  return pathId(request, 'delivery');
}
