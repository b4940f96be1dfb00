import { createAuthenticator } from '#shared/auth/authenticate.ts';
import { Sessions } from '#shared/auth/sessions.ts';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { createAddressLimit, createRateLimits } from '#shared/http/rate-limit.ts';
import { TenantSlots } from '#shared/http/tenant-slots.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import type { Config } from './config.ts';
import { createCallers } from './http/caller.ts';
import { errorPage } from './http/error-page.ts';
import { createIngestProxy } from './http/ingest-proxy.ts';
import { mountPages, PAGES } from './http/pages.ts';
import { portalRoutes } from './http/portal-routes.ts';
import { mountRoutes } from './http/route.ts';
import { securityHeaders } from './http/security-headers.ts';
import { ImportEvents } from './imports/import-events.ts';
import { createMetrics } from './metrics.ts';
import { DOWNLOAD_SLOTS, PAGE_SLOTS } from './reports/report-slots.ts';
import { SignIn } from './sign-in/sign-in.ts';

/** Downloads and uploads in hand get this long to finish; the process must end within 10 s of being told to. */
const HTTP_STOP_MS = 7_000;

/** A page asks for a handful of things at once; longer, and a session that was ended elsewhere would live on here. */
const SESSION_FRESH_MS = 2_000;

/** Builds the portal: pages, sign-in, the read API and reports; uploads go through it to ingest. */
export function createService(config: Config): Service {
  const resources = createResources(config);
  const { logger, events, ingest } = resources;
  const http = createHttp(config, resources);
  return {
    logger,
    // Every server it needs may come back; no failure is permanent.
    failed: new Promise<Error>(() => {}),
    async start() {
      events.start(config.POSTGRES_URL);
      const port = await http.start();
      logger.info({ port, publicUrl: config.PUBLIC_URL }, 'listening');
    },
    async stop() {
      http.drain();
      // The server first: a browser whose stream ends connects again at once, and must not come back here.
      await Promise.all([http.stop(HTTP_STOP_MS), events.stop()]);
      ingest.close();
      await close(resources);
    },
  };
}

type Resources = ReturnType<typeof createResources>;

/** Clients of all servers; each connects when it is first used. */
function createResources(config: Config) {
  const metrics = createMetrics();
  const logger = createLogger('portal', config.LOG_LEVEL, countErrors(metrics.registry, 'portal'));
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'portal',
    max: config.POSTGRES_POOL_SIZE,
    onError: (error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost'),
  });
  return {
    logger,
    metrics,
    pool,
    clickhouse: createClickHouse(config, 'portal'),
    clickhouseDownloads: createClickHouse(config, 'portal-downloads'),
    objects: createObjectStore(config),
    events: new ImportEvents(pool, metrics.subscribers, logger),
    ingest: createIngestProxy(config.INGEST_URL),
  };
}

async function close({ pool, clickhouse, clickhouseDownloads }: Resources): Promise<void> {
  await Promise.all([pool.end(), clickhouse.close(), clickhouseDownloads.close()]);
}

function createHttp(config: Config, resources: Resources) {
  const { pool, clickhouse, logger, metrics } = resources;
  return createHttpServer({
    port: config.PORT,
    trustedProxies: config.TRUSTED_PROXIES,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger,
    metrics: metrics.registry,
    checkReady: async () => {
      await Promise.all([
        pool.query('SELECT 1'),
        clickhouse.query({ query: 'SELECT 1' }).then((r) => r.text()),
      ]);
    },
    errorPage,
    routes: (app) => {
      app.use(securityHeaders(config.PUBLIC_URL));
      const sessions = new Sessions(pool, {
        idleMinutes: config.SESSION_IDLE_MINUTES,
        freshMs: SESSION_FRESH_MS,
      });
      const routes = portalRoutes({
        ...resources,
        pageSlots: new TenantSlots(PAGE_SLOTS),
        downloadSlots: new TenantSlots(DOWNLOAD_SLOTS),
        signIn: new SignIn(config, sessions, logger),
        reportDuration: metrics.reports,
        allowPrivateWebhooks: config.WEBHOOK_ALLOW_PRIVATE,
      });
      mountRoutes(app, routes, {
        authenticate: createAuthenticator(config, sessions),
        limitRate: createRateLimits(config.TENANT_CALLS_PER_SECOND),
        limitAnonymous: createAddressLimit(config.ANONYMOUS_CALLS_PER_SECOND),
        callerOf: createCallers(pool),
        metrics: metrics.http,
      });
      mountPages(app, PAGES);
    },
  });
}
