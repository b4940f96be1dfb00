import type { Express, Request, RequestHandler } from 'express';
import { z } from 'zod';
import { principalFor } from '#shared/auth/authenticate.ts';
import { methodNotAllowed } from '#shared/http/http-server.ts';
import { importId } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { requestLanguage } from '#shared/http/request-language.ts';
import { type ImportRow, toImportView } from '#shared/imports/import-view.ts';
import { message } from '#shared/texts/texts-of.ts';
import { findTenant } from '../upload/tenant.ts';
import { type UndoCaller, type UndoContext, undoImport, undoRecord } from './undo-import.ts';

export interface UndoRoutesContext extends UndoContext {
  /** Called when there are rows to produce, so that they need not wait for the next poll. */
  readonly onAccepted: () => void;
}

/**
 * Takes imports and single records back.
 *
 * @param guards let only LMS admins pass
 */
export function mountUndoRoutes(
  app: Express,
  guards: readonly RequestHandler[],
  context: UndoRoutesContext,
): void {
  const mount = (path: string, undo: (request: Request, caller: UndoCaller) => Promise<ImportRow>): void => {
    app
      .route(path)
      .post(...guards, async (request, response) => {
        const { tenant, subject, roles } = principalFor(request);
        const language = requestLanguage(request);
        const caller = { tenant: await findTenant(context.pool, tenant), subject, roles, language };
        const row = await undo(request, caller);
        context.onAccepted();
        response.status(202).json(toImportView(row));
      })
      .all(methodNotAllowed('POST'));
  };
  mount('/api/imports/:id/undo', (request, caller) => undoImport(context, caller, importId(request)));
  mount('/api/people/:id/courses/:courseNumber/undo', (request, caller) =>
    undoRecord(context, caller, {
      personId: numberIn(request, 'id'),
      courseNumber: courseNumberIn(request),
    }),
  );
  mount('/api/people/:id/certifications/:recordId/undo', (request, caller) =>
    undoRecord(context, caller, {
      personId: numberIn(request, 'id'),
      recordId: numberIn(request, 'recordId'),
    }),
  );
}

/** 15 digits stay below 2^53, where numbers are still exact. */
const number = z.string().regex(/^[1-9]\d{0,14}$/);
/** PostgreSQL's text cannot hold NUL. */
const courseNumber = z.string().regex(/^[^\0]{1,255}$/u);

/** @throws Refusal `not-found` for what cannot be one */
function numberIn(request: Request, name: string): number {
  const parsed = number.safeParse(request.params[name]);
  if (!parsed.success) throw noSuchRecord();
  return Number(parsed.data);
}

function courseNumberIn(request: Request): string {
  const parsed = courseNumber.safeParse(request.params['courseNumber']);
  if (!parsed.success) throw noSuchRecord();
  return parsed.data.normalize('NFC');
}

function noSuchRecord(): Refusal {
  return new Refusal('not-found', message('problems.no-such-record'));
}
