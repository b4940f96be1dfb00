import { answerLanguage } from '#shared/http/request-language.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import type { Route } from '../http/route.ts';
import { listReports, type ReportTools, serveReport } from './serve-reports.ts';

/** Reports over all people. */
export function reportRoutes(tools: ReportTools): Route[] {
  return [
    {
      operationId: 'listReports',
      method: 'get',
      path: '/api/reports',
      access: 'admin',
      handle: (_request, response) => void response.json(listReports(textsOf(answerLanguage(response)))),
    },
    {
      operationId: 'getReport',
      method: 'get',
      path: '/api/reports/{name}',
      access: 'admin',
      handle: (request, response, caller) => serveReport(request, response, caller, tools),
    },
  ];
}
