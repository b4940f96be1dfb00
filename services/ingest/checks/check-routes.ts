import type { Express, Request, RequestHandler } from 'express';
import { principalFor } from '#shared/auth/authenticate.ts';
import { methodNotAllowed } from '#shared/http/http-server.ts';
import { readJson } from '#shared/http/json-body.ts';
import { importId } from '#shared/http/parameters.ts';
import { MAX_SETTINGS_BYTES, readImportSettings } from '#shared/imports/import-settings.ts';
import { toImportView } from '#shared/imports/import-view.ts';
import { findTenant } from '../upload/tenant.ts';
import { applyCheck, approveCheck, discardCheck } from './apply-check.ts';
import { changeSettings, type SettingsContext } from './change-settings.ts';
import type { Caller } from './unapplied-import.ts';

export interface CheckRoutesContext extends SettingsContext {
  /** Called when there are rows to produce, so that they need not wait for the next poll. */
  readonly onAccepted: () => void;
}

/**
 * What becomes of a file that was uploaded to be checked.
 *
 * @param guards let only LMS admins pass
 */
export function mountCheckRoutes(
  app: Express,
  guards: readonly RequestHandler[],
  context: CheckRoutesContext,
): void {
  const { pool, onAccepted } = context;
  const callerOf = async (request: Request): Promise<Caller> => {
    const { tenant, subject } = principalFor(request);
    return { tenant: await findTenant(pool, tenant), subject };
  };
  const imports =
    (apply: typeof applyCheck): RequestHandler =>
    async (request, response) => {
      const row = await apply(pool, await callerOf(request), importId(request));
      onAccepted();
      response.status(202).json(toImportView(row));
    };
  app
    .route('/api/imports/:id/apply')
    .post(...guards, imports(applyCheck))
    .all(methodNotAllowed('POST'));
  app
    .route('/api/imports/:id/approve')
    .post(...guards, imports(approveCheck))
    .all(methodNotAllowed('POST'));
  app
    .route('/api/imports/:id')
    .delete(...guards, async (request, response) => {
      await discardCheck(pool, await callerOf(request), importId(request));
      response.status(204).end();
    })
    .all(methodNotAllowed('DELETE'));
  app
    .route('/api/imports/:id/settings')
    .put(...guards, async (request, response) => {
      const id = importId(request);
      const settings = readImportSettings(await readJson(request, response, MAX_SETTINGS_BYTES));
      const row = await changeSettings(context, await callerOf(request), id, settings);
      onAccepted();
      response.status(202).json(toImportView(row));
    })
    .all(methodNotAllowed('PUT'));
}
