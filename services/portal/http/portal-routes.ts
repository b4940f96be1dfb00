import { auditRoutes } from '../audit/audit-routes.ts';
import { feedRoutes } from '../feeds/feed-routes.ts';
import { type ImportTools, importRoutes } from '../imports/import-routes.ts';
import { mappingRoutes } from '../mappings/mapping-routes.ts';
import { type NotificationTools, notificationRoutes } from '../notifications/notification-routes.ts';
import { peopleRoutes } from '../people/people-routes.ts';
import { reportRoutes } from '../reports/report-routes.ts';
import type { ReportTools } from '../reports/serve-reports.ts';
import { resultRoutes } from '../results/result-routes.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { signInRoutes } from '../sign-in/sign-in-routes.ts';
import { templateRoutes } from '../templates/template-routes.ts';
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';

/** Every operation of the portal's interface, as schemas/http describes it. */
export function portalRoutes(
  tools: ImportTools & ReportTools & NotificationTools & { readonly signIn: SignIn },
): Route[] {
  return [
    ...importRoutes(tools),
    ...resultRoutes(tools),
    ...mappingRoutes(tools),
    ...notificationRoutes(tools),
    ...feedRoutes(tools),
    ...templateRoutes(),
    ...peopleRoutes(tools.pool),
    ...reportRoutes(tools),
    ...auditRoutes(tools),
    ...signInRoutes(tools.signIn),
    openApiRoute(),
  ];
}

function openApiRoute(): Route {
  // Made once, when the service is built: it does not change while it runs.
  const document = openApiDocument();
  return {
    operationId: 'getOpenApi',
    method: 'get',
    path: '/api/openapi.yaml',
    access: 'anyone',
    handle: (_request, response) => void response.type('application/yaml').send(document),
  };
}
