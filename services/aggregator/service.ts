import { createClickHouse } from '#shared/clickhouse/client.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Outages } from '#shared/runtime/outages.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import { type Config, emailSettings } from './config.ts';
import { type Consumption, createConsumption } from './consume/consumption.ts';
import { checkReady } from './consume/readiness.ts';
import { Deliverer } from './deliver/deliverer.ts';
import { removeOldEvents } from './deliver/remove-old-events.ts';
import { createEmailSender } from './deliver/send-email.ts';
import { createWebhookSender } from './deliver/send-webhook.ts';
import { ErrorFileJobs } from './error-files/error-file-jobs.ts';
import { RunningFeedFiles } from './error-files/running-feed-files.ts';
import { commitFinished } from './finish/commit-finished.ts';
import { Finisher } from './finish/finisher.ts';
import { RecordsCheck } from './finish/records-check.ts';
import { createMetrics } from './metrics.ts';
import { checkMirrorTables } from './mirror/check-mirror-tables.ts';
import { dropHistoryMonths } from './mirror/drop-history-months.ts';
import { mirrorHistory } from './mirror/mirror-history.ts';
import { mirrorImports } from './mirror/mirror-imports.ts';
import { mirrorPeople } from './mirror/mirror-people.ts';
import { reconcileDueTenant } from './mirror/reconcile-due-tenant.ts';
import { RecencySettler } from './mirror/settle-recency.ts';

/**
 * One for the flush in hand, one for finishing, one for each mirror and two more for the history's, two for each error
 * file, one for those of running feeds, two for comparing the mirror, one for refilling it, one for settling which certifications
 * are the latest and two for deliveries; the rest is for readiness. With fewer they wait for each other.
 */
const POSTGRES_CONNECTIONS = 19;

/** Answers still being sent when the service stops get this long; it leaves most of the stop to the work in hand. */
const HTTP_STOP_MS = 1_000;

/** How soon the mirror shows a change that no flush made, and an import notices that all of its rows are produced. */
const PERIOD_MS = 1_000;

/** How often batches are looked for whose messages do not come: they have waited long by then. */
const STALLED_PERIOD_MS = 5_000;

/** How soon it is known that a table of the mirror is missing, and that it is there again. */
const TABLES_PERIOD_MS = 5_000;

/** How soon a running feed has an error file once something of it has failed. */
const FEED_FILES_PERIOD_MS = 2_000;

/** How soon a tenant is compared once it is due; a query that finds none costs nothing. */
const RECONCILE_PERIOD_MS = 10_000;

/**
 * How many copies of the history are left out while imports run: a large one takes as long as that, and what is copied beside
 * it slows it down by a tenth. Nobody waits for the history in ClickHouse.
 */
const HISTORY_WAITS = 10;

/** How soon dashboards no longer compare people's certifications once some came or went; looking costs next to nothing. */
const RECENCY_PERIOD_MS = 2_000;

/** How soon events are told; a query that finds none costs nothing. */
const DELIVERY_PERIOD_MS = 1_000;

/** Events are kept for a month, give or take an hour. */
const OLD_EVENTS_PERIOD_MS = 60 * 60_000;

/** Months are dropped once a month; until then reports of the history show what nobody can undo any more. */
const HISTORY_MONTHS_PERIOD_MS = 60 * 60_000;

/**
 * Builds aggregator, which counts, mirrors and finishes what transcript-writer wrote. Nothing is opened before `start`.
 */
export function createService(config: Config): Service {
  const resources = createResources(config);
  const { logger, tracing } = resources;
  const failure = Promise.withResolvers<Error>();
  const onError = reportTaskError(logger, 'a task failed', failure.resolve);
  const { records, jobs, finisher } = createFinishing(resources, onError);
  const deliverer = createDeliverer(config, resources);
  const consumption = createConsumption(config, resources, (importIds) => finisher.touch(importIds));
  const http = createHttp(config, resources, consumption);
  let tasks: PeriodicTask[] = [];
  return {
    logger,
    failed: Promise.race([consumption.failed, failure.promise]),
    async start() {
      await tracing.start();
      const port = await http.start();
      logger.info({ port }, 'listening');
      tasks = startTasks(config, resources, { consumption, finisher, deliverer, onError });
      resources.outages.start();
      await consumption.start();
    },
    async stop() {
      http.drain();
      await Promise.all([
        consumption.stop(),
        ...tasks.map((task) => task.stop()),
        finisher.stop(),
        deliverer.stop(),
        // Error files are interrupted; everything else that is in hand is waited for.
        jobs.stop(),
        records.stop(),
        resources.outages.stop(),
      ]);
      await http.stop(HTTP_STOP_MS);
      await close(resources);
    },
  };
}

type Resources = ReturnType<typeof createResources>;

/** Clients of all servers; each connects when it is first used. */
function createResources(config: Config) {
  const metrics = createMetrics();
  const logger = createLogger('aggregator', config.LOG_LEVEL, countErrors(metrics.registry, 'aggregator'));
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'aggregator',
    max: POSTGRES_CONNECTIONS,
    onError: (error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost'),
  });
  return {
    logger,
    metrics,
    tracing: createTracing('aggregator', config.OTEL_EXPORTER_OTLP_ENDPOINT),
    pool,
    outages: new Outages({ pool, logger }, 'aggregator'),
    clickhouse: createClickHouse(config, 'aggregator'),
    codec: new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(pool)),
    store: createObjectStore(config),
  };
}

async function close({ clickhouse, pool, tracing }: Resources): Promise<void> {
  await clickhouse.close();
  await Promise.all([pool.end(), tracing.stop()]);
}

/** What gives imports their final status: with failures after their error file is written, without at once. */
function createFinishing(resources: Resources, onError: (error: Error) => void) {
  const records = new RecordsCheck(resources);
  const context = { ...resources, records };
  const jobs = new ErrorFileJobs({
    ...resources,
    storing: resources.outages.step('object-store'),
    finish: (written, signal) => commitFinished(context, [written], signal),
  });
  return { records, jobs, finisher: new Finisher(context, jobs, onError) };
}

function createDeliverer(config: Config, { pool, logger, metrics }: Resources): Deliverer {
  const email = emailSettings(config);
  return new Deliverer({
    pool,
    logger,
    sendWebhook: createWebhookSender({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE }),
    email: email === undefined ? undefined : createEmailSender(email),
    onAttempt: (channel, outcome) => metrics.deliveries.inc({ channel, outcome }),
  });
}

interface TaskParts {
  readonly consumption: Consumption;
  readonly finisher: Finisher;
  readonly deliverer: Deliverer;
  readonly onError: (error: Error) => void;
}

/** Tasks that run beside consuming. */
function startTasks(config: Config, resources: Resources, parts: TaskParts): PeriodicTask[] {
  const { consumption, finisher, deliverer, onError } = parts;
  const tables = resources.outages.step('clickhouse');
  const feedFiles = new RunningFeedFiles(resources);
  const recency = new RecencySettler(resources);
  return [
    startPeriodicTask(STALLED_PERIOD_MS, () => consumption.takeStalled(), onError),
    startPeriodicTask(PERIOD_MS, () => finisher.checkAll(), onError),
    startPeriodicTask(
      FEED_FILES_PERIOD_MS,
      (signal) => feedFiles.writeDue(signal),
      reportTaskError(resources.logger, 'error files of running feeds cannot be written now'),
    ),
    startPeriodicTask(PERIOD_MS, (signal) => mirrorImports(resources, signal), onError),
    startPeriodicTask(PERIOD_MS, (signal) => mirrorPeople(resources, signal), onError),
    startPeriodicTask(
      TABLES_PERIOD_MS,
      (signal) => tables.run(() => checkMirrorTables(resources, signal)),
      reportTaskError(resources.logger, 'the mirror is not whole'),
    ),
    startPeriodicTask(
      config.HISTORY_MIRROR_SECONDS * 1_000,
      (signal) => mirrorHistory(resources, signal, HISTORY_WAITS * config.HISTORY_MIRROR_SECONDS),
      reportTaskError(resources.logger, 'history cannot be copied to ClickHouse now'),
    ),
    startPeriodicTask(
      HISTORY_MONTHS_PERIOD_MS,
      () => dropHistoryMonths(resources),
      reportTaskError(resources.logger, 'months of the history cannot be dropped now'),
    ),
    startPeriodicTask(
      RECONCILE_PERIOD_MS,
      (signal) => reconcileDueTenant(resources, config.MIRROR_CHECK_HOURS, signal),
      reportTaskError(resources.logger, 'mirror cannot be compared now'),
    ),
    startPeriodicTask(
      RECENCY_PERIOD_MS,
      (signal) => recency.settle(signal),
      reportTaskError(resources.logger, 'latest certifications cannot be settled now'),
    ),
    startPeriodicTask(
      DELIVERY_PERIOD_MS,
      () => deliverer.run(),
      reportTaskError(resources.logger, 'events cannot be delivered now'),
    ),
    startPeriodicTask(
      OLD_EVENTS_PERIOD_MS,
      (signal) => removeOldEvents(resources.pool, signal),
      reportTaskError(resources.logger, 'old events cannot be removed now'),
    ),
  ];
}

function createHttp(config: Config, resources: Resources, consumption: Consumption) {
  return createHttpServer({
    port: config.PORT,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger: resources.logger,
    metrics: resources.metrics.registry,
    checkReady: () => checkReady(resources, consumption),
    // To start again what waits for ClickHouse would mend nothing, and have it read all that it holds once more.
    checkAlive: () => {
      if (!resources.outages.isWaitingFor('clickhouse')) consumption.checkAlive();
    },
  });
}
