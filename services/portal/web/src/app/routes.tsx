import { createBrowserRouter, type RouteObject } from 'react-router';
import { LoadingRows } from '../components/states.tsx';
import { Frame } from '../frame/frame.tsx';
import { NotFoundPage } from '../frame/not-found-page.tsx';
import { PageError } from '../frame/page-error.tsx';
import { RequireAdmin } from '../frame/require-admin.tsx';
import { SessionGate } from '../frame/session-gate.tsx';
import { SignedInPage } from '../frame/signed-in-page.tsx';
import { text } from '../texts/texts.ts';
import { loadPage } from './load-page.ts';
import { PATHS } from './paths.ts';

/** Each page is a script of its own, fetched when it is first opened. */
const home: RouteObject = {
  path: PATHS.home,
  lazy: () => loadPage(async () => ({ Component: (await import('../pages/home/home-page.tsx')).HomePage })),
  children: [
    {
      index: true,
      lazy: () =>
        loadPage(async () => ({ Component: (await import('../pages/home/overview.tsx')).Overview })),
    },
    {
      path: PATHS.myTrainingHistory,
      lazy: () =>
        loadPage(async () => ({
          Component: (await import('../pages/home/my-training-history.tsx')).MyTrainingHistory,
        })),
    },
  ],
};

const adminPages: readonly RouteObject[] = [
  {
    path: PATHS.people,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/people/people-page.tsx')).PeoplePage })),
  },
  {
    path: `${PATHS.people}/:personId`,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/person/person-page.tsx')).PersonPage })),
  },
  {
    path: `${PATHS.people}/:personId/courses/:courseNumber`,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/record/record-page.tsx')).RecordPage })),
  },
  {
    path: PATHS.reports,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/reports/reports-page.tsx')).ReportsPage })),
  },
  {
    path: `${PATHS.reports}/:name`,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/report/report-page.tsx')).ReportPage })),
  },
  {
    path: PATHS.bulkImport,
    lazy: () =>
      loadPage(async () => ({
        Component: (await import('../pages/bulk-import/bulk-import-page.tsx')).BulkImportPage,
      })),
  },
  {
    path: PATHS.audit,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/audit/audit-page.tsx')).AuditPage })),
  },
  {
    path: PATHS.directions,
    lazy: () =>
      loadPage(async () => ({
        Component: (await import('../pages/directions/directions-page.tsx')).DirectionsPage,
      })),
  },
  {
    path: PATHS.notifications,
    lazy: async () => ({
      Component: (await import('../pages/notifications/notifications-page.tsx')).NotificationsPage,
    }),
  },
  {
    path: `${PATHS.imports}/:importId`,
    lazy: () =>
      loadPage(async () => ({ Component: (await import('../pages/import/import-page.tsx')).ImportPage })),
  },
];

/** Documents, which have nothing around them. */
const printedPages: readonly RouteObject[] = [
  {
    path: `${PATHS.myTrainingHistory}/print`,
    lazy: async () => ({
      Component: (await import('../pages/home/printed-history-page.tsx')).PrintedHistoryPage,
    }),
  },
  {
    Component: RequireAdmin,
    children: [
      {
        path: `${PATHS.people}/:personId/print`,
        lazy: async () => ({
          Component: (await import('../pages/person/printed-person-page.tsx')).PrintedPersonPage,
        }),
      },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter([
    {
      Component: SessionGate,
      hydrateFallbackElement: <LoadingRows label={text('frame.loading')} />,
      children: [
        { ErrorBoundary: PageError, children: [...printedPages] },
        {
          Component: Frame,
          children: [
            {
              ErrorBoundary: PageError,
              children: [
                home,
                { Component: RequireAdmin, children: [...adminPages] },
                { path: PATHS.signedIn, Component: SignedInPage },
                { path: '*', Component: NotFoundPage },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
