import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { courseNumber, filter, page, personId } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { getPerson, listPeople } from './people.ts';
import { courseHistory } from './record-history.ts';
import { TrainingServer } from './serve-training.ts';
import { mustBePerson, ownPersonId } from './training.ts';

const filters = z.object({ search: filter });

/** People and their training history. */
export function peopleRoutes(pool: Pool): Route[] {
  const training = new TrainingServer(pool);
  return [
    {
      operationId: 'listPeople',
      method: 'get',
      path: '/api/people',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(
          await listPeople(pool, tenant, readQuery(request, filters).search, readQuery(request, page)),
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
      handle: async (request, response, caller) => {
        const id = personId(request);
        await mustBePerson(pool, caller.tenant, id);
        await training.serve(request, response, caller, id);
      },
    },
    {
      operationId: 'getCourseHistory',
      method: 'get',
      path: '/api/people/{id}/courses/{courseNumber}/history',
      access: 'admin',
      handle: async (request, response, { tenant }) => {
        const key = { personId: personId(request), courseNumber: courseNumber(request) };
        response.json(await courseHistory(pool, tenant, key, readQuery(request, page)));
      },
    },
    {
      operationId: 'getMyTraining',
      method: 'get',
      path: '/api/me/training',
      access: 'signed-in',
      handle: async (request, response, caller) =>
        training.serve(request, response, caller, await ownPersonId(pool, caller)),
    },
  ];
}
