import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Uploads by how they ended: `accepted`, `repeated` (same idempotency key), or the code of the refusal. */
  readonly uploads: Counter<'outcome'>;
  readonly rowsProduced: Counter;
  /** Attempts to produce an import that an error ended; another one follows. */
  readonly producerFailures: Counter;
  readonly runningImports: Gauge;
  /** Rows in flight of the imports that run here, and how many may be. */
  readonly rowsInFlight: Gauge;
  readonly rowsInFlightLimit: Gauge;
  readonly registryMismatch: Gauge;
}

/** The measurements of one ingest, those of the process and its event loop included. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    uploads: new Counter({
      name: 'lms_ingest_uploads_total',
      help: 'Uploads by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    rowsProduced: new Counter({
      name: 'lms_ingest_rows_produced_total',
      help: 'Rows that the brokers have acknowledged, those produced again included',
      registers,
    }),
    producerFailures: new Counter({
      name: 'lms_ingest_producer_failures_total',
      help: 'Attempts to produce an import that an unforeseen error ended',
      registers,
    }),
    runningImports: new Gauge({
      name: 'lms_ingest_running_imports',
      help: 'Imports whose rows this process is producing',
      registers,
    }),
    rowsInFlight: new Gauge({
      name: 'lms_ingest_rows_in_flight',
      help: 'Rows produced and not yet accounted for, of the imports running here',
      registers,
    }),
    rowsInFlightLimit: new Gauge({
      name: 'lms_ingest_rows_in_flight_limit',
      help: 'Rows that the imports running here may have in flight',
      registers,
    }),
    registryMismatch: new Gauge({
      name: 'lms_ingest_registry_mismatch',
      help: '1 while the schema registry does not have what messages on the log were written with',
      registers,
    }),
  };
}
