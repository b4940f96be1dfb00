import type { Request } from 'express';
import { pathId } from '#shared/http/parameters.ts';
import { readBody } from '../http/json-body.ts';
import type { Route } from '../http/route.ts';
import { getDelivery } from './deliveries.ts';
import type { NotificationTools } from './notification-routes.ts';
import { webhookBodies } from './webhook-body.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  rotateSecret,
  testWebhook,
} from './webhooks.ts';

const LIST = '/api/webhooks';
const ONE = '/api/webhooks/{id}';

/** Where a tenant's own programs are told what happens. */
export function webhookRoutes({ pool, allowPrivateWebhooks }: NotificationTools): Route[] {
  const bodies = webhookBodies(allowPrivateWebhooks);
  return [
    {
      operationId: 'listWebhooks',
      method: 'get',
      path: LIST,
      access: 'admin',
      handle: async (_request, response, caller) => void response.json(await listWebhooks(pool, caller)),
    },
    {
      operationId: 'createWebhook',
      method: 'post',
      path: LIST,
      access: 'admin',
      handle: async (request, response, caller) => {
        const body = await readBody(request, response, bodies.new);
        response.status(201).json(await createWebhook(pool, caller, body));
      },
    },
    {
      operationId: 'changeWebhook',
      method: 'patch',
      path: ONE,
      access: 'admin',
      handle: async (request, response, caller) => {
        const id = webhookId(request);
        const body = await readBody(request, response, bodies.change);
        response.json(await changeWebhook(pool, caller, id, body));
      },
    },
    {
      operationId: 'deleteWebhook',
      method: 'delete',
      path: ONE,
      access: 'admin',
      handle: async (request, response, caller) => {
        await deleteWebhook(pool, caller, webhookId(request));
        response.status(204).end();
      },
    },
    {
      operationId: 'rotateWebhookSecret',
      method: 'post',
      path: `${ONE}/rotate`,
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.json(await rotateSecret(pool, caller, webhookId(request))),
    },
    {
      operationId: 'testWebhook',
      method: 'post',
      path: `${ONE}/test`,
      access: 'admin',
      handle: async (request, response, caller) => {
        const delivery = await testWebhook(pool, caller, webhookId(request));
        response.status(202).json(await getDelivery(pool, caller, delivery));
      },
    },
  ];
}

function webhookId(request: Request): string {
  return pathId(request, 'webhook');
}
