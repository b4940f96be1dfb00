import type { Pool } from '#shared/postgres/pool.ts';
import { filterParameter, pageParameters, personId } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { getPerson, listPeople } from './people.ts';
import { ownTraining, personTraining } from './training.ts';

/** People and their training history. */
export function peopleRoutes(pool: Pool): Route[] {
  return [
    {
      operationId: 'listPeople',
      method: 'get',
      path: '/api/people',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(
          await listPeople(pool, tenant, filterParameter(request, 'search'), pageParameters(request)),
        ),
    },
    {
      operationId: 'getPerson',
      method: 'get',
      path: '/api/people/{id}',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await getPerson(pool, tenant, personId(request))),
    },
    {
      operationId: 'getPersonTraining',
      method: 'get',
      path: '/api/people/{id}/training',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await personTraining(pool, tenant, personId(request))),
    },
    {
      operationId: 'getMyTraining',
      method: 'get',
      path: '/api/me/training',
      access: 'signed-in',
      handle: async (_request, response, caller) => void response.json(await ownTraining(pool, caller)),
    },
  ];
}
