import type { Request } from 'express';
import { readJson } from '#shared/http/json-body.ts';
import { pathId } from '#shared/http/parameters.ts';
import { MAX_SETTINGS_BYTES } from '#shared/imports/import-settings.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Route } from '../http/route.ts';
import { readChangedMapping, readNewMapping } from './mapping-body.ts';
import { changeMapping, createMapping, deleteMapping, getMapping, listMappings } from './mappings.ts';

const LIST = '/api/mappings';
const ONE = '/api/mappings/{id}';

/** What a tenant saves about its files, to be used again for the next of the same kind. */
export function mappingRoutes({ pool }: { readonly pool: Pool }): Route[] {
  return [
    {
      operationId: 'listMappings',
      method: 'get',
      path: LIST,
      access: 'admin',
      handle: async (_request, response, caller) => void response.json(await listMappings(pool, caller)),
    },
    {
      operationId: 'createMapping',
      method: 'post',
      path: LIST,
      access: 'admin',
      handle: async (request, response, caller) => {
        const body = readNewMapping(await readJson(request, response, MAX_SETTINGS_BYTES));
        const mapping = await createMapping(pool, caller, body);
        response.status(201).location(`${LIST}/${mapping.id}`).json(mapping);
      },
    },
    {
      operationId: 'getMapping',
      method: 'get',
      path: ONE,
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.json(await getMapping(pool, caller, mappingId(request))),
    },
    {
      operationId: 'changeMapping',
      method: 'put',
      path: ONE,
      access: 'admin',
      handle: async (request, response, caller) => {
        const id = mappingId(request);
        const body = readChangedMapping(await readJson(request, response, MAX_SETTINGS_BYTES));
        response.json(await changeMapping(pool, caller, id, body));
      },
    },
    {
      operationId: 'deleteMapping',
      method: 'delete',
      path: ONE,
      access: 'admin',
      handle: async (request, response, caller) => {
        await deleteMapping(pool, caller, mappingId(request));
        response.status(204).end();
      },
    },
  ];
}

function mappingId(request: Request): string {
  return pathId(request, 'mapping');
}
