import { afterAll, describe, expect, it } from 'vitest';
import { Sessions } from '#shared/auth/sessions.ts';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { TenantSlots } from '#shared/http/tenant-slots.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readConfig } from '../../../services/portal/config.ts';
import { createIngestProxy } from '../../../services/portal/http/ingest-proxy.ts';
import { portalRoutes } from '../../../services/portal/http/portal-routes.ts';
import { ImportEvents } from '../../../services/portal/imports/import-events.ts';
import { createMetrics } from '../../../services/portal/metrics.ts';
import { DOWNLOAD_SLOTS, PAGE_SLOTS } from '../../../services/portal/reports/report-slots.ts';
import { SignIn } from '../../../services/portal/sign-in/sign-in.ts';
import { HttpInterface } from '../../support/openapi.ts';

// Nothing here is connected to: building opens nothing.
const config = readConfig({
  PORT: '0',
  POSTGRES_URL: 'postgres://localhost/none',
  CLICKHOUSE_URL: 'http://localhost:1',
  CLICKHOUSE_DATABASE: 'none',
  CLICKHOUSE_USERNAME: 'none',
  CLICKHOUSE_PASSWORD: '',
  S3_ENDPOINT: 'http://localhost:1',
  S3_ACCESS_KEY: 'none',
  S3_SECRET_KEY: 'none',
  S3_BUCKET: 'none',
  OIDC_ISSUER: 'http://localhost:1',
  OIDC_AUDIENCE: 'lms',
  OIDC_CLIENT_ID: 'portal',
  OIDC_CLIENT_SECRET: 'none',
  SESSION_SECRET: 'x'.repeat(32),
  PUBLIC_URL: 'http://localhost:1',
  INGEST_URL: 'http://localhost:1',
});
const logger = createLogger('test', 'fatal');
const metrics = createMetrics();
const pool = createPool(config.POSTGRES_URL, { applicationName: 'test', max: 1, onError: () => undefined });
const clickhouse = createClickHouse(config, 'test');
const ingest = createIngestProxy(config.INGEST_URL);
const routes = portalRoutes({
  pool,
  clickhouse,
  clickhouseDownloads: clickhouse,
  pageSlots: new TenantSlots(PAGE_SLOTS),
  downloadSlots: new TenantSlots(DOWNLOAD_SLOTS),
  ingest,
  objects: createObjectStore(config),
  events: new ImportEvents(pool, metrics.subscribers, logger),
  signIn: new SignIn(config, new Sessions(pool, { idleMinutes: 30, freshMs: 0 }), logger),
  reportDuration: metrics.reports,
  allowPrivateWebhooks: config.WEBHOOK_ALLOW_PRIVATE,
});
const { operations, danglingReferences } = new HttpInterface();

afterAll(async () => {
  ingest.close();
  await Promise.all([pool.end(), clickhouse.close()]);
});

describe('the OpenAPI document', () => {
  it('has every route of the portal, and no other', () => {
    const key = (one: { operationId: string; method: string; path: string }, access: string): string =>
      `${one.operationId}: ${one.method} ${one.path} for ${access}`;
    expect(operations.map((operation) => key(operation, operation['x-access'])).sort()).toEqual(
      routes.map((route) => key(route, route.access)).sort(),
    );
  });

  it('says who needs to be signed in, and what they are told when they are not', () => {
    for (const { operationId, responses, security, 'x-access': access } of operations) {
      const isOpen = access === 'anyone';
      expect({ operationId, isOpen: security?.length === 0 }).toEqual({ operationId, isOpen });
      if (!isOpen)
        expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('refers to nothing that is not there', () => {
    expect(danglingReferences).toEqual([]);
  });
});

describe("the portal's settings", () => {
  it('are refused when a session of a secure site would rest on an insecure provider', () => {
    const environment = Object.fromEntries(
      Object.entries(config).map(([name, value]) => [name, String(value)]),
    );
    expect(() => readConfig({ ...environment, PUBLIC_URL: 'https://lms.example' })).toThrow(/OIDC_ISSUER/);
  });
});
