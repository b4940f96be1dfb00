import { z } from 'zod';
import { importId, readQuery } from '#shared/http/parameters.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { filter, limit, page } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import type { LineNumbers } from '../results/line-numbers.ts';
import { failingRows } from './failing-rows.ts';
import { importFailures } from './import-failures.ts';

const firstRows = z.object({ limit });
const rowsOfReason = page.extend({ reason: filter });

/** Why rows of imports failed. */
export function failureRoutes(pool: Pool, lines: LineNumbers): Route[] {
  const tools = { pool, lines };
  return [
    {
      operationId: 'listImportFailures',
      method: 'get',
      path: '/api/imports/{id}/failures',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(
          await importFailures(tools, tenant, importId(request), {
            ...readQuery(request, firstRows),
            language: answerLanguage(response),
          }),
        ),
    },
    {
      operationId: 'listFailingRows',
      method: 'get',
      path: '/api/imports/{id}/failures/rows',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(
          await failingRows(tools, tenant, importId(request), readQuery(request, rowsOfReason)),
        ),
    },
  ];
}
