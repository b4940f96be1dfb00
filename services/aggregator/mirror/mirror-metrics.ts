import { Counter, Gauge, type Registry } from 'prom-client';

/** How well ClickHouse mirrors PostgreSQL. */
export function createMirrorMetrics(registers: Registry[]) {
  return {
    mirroredRows: new Counter({
      name: 'lms_aggregator_mirrored_rows_total',
      help: 'Imports, people and lines of the history written to the mirror.',
      labelNames: ['table'],
      registers,
    }),
    mirrorTableMissing: new Gauge({
      name: 'lms_aggregator_mirror_table_missing',
      help: 'Whether ClickHouse lacks a table of the mirror: 1 when it does. Imports that need it wait.',
      labelNames: ['table'],
      registers,
    }),
    refilledRecords: new Counter({
      name: 'lms_aggregator_refilled_records_total',
      help: 'Records of imports that ClickHouse lacked when they were to be Complete, inserted from PostgreSQL.',
      labelNames: ['type'],
      registers,
    }),
    historyLag: new Gauge({
      name: 'lms_aggregator_history_lag_seconds',
      help: 'How old the state of PostgreSQL’s history is that ClickHouse has.',
      registers,
    }),
    mirrorDifferences: new Gauge({
      name: 'lms_aggregator_mirror_differences',
      help: 'Rows of ClickHouse that are not what PostgreSQL has, as of the last comparison of each tenant.',
      labelNames: ['table'],
      registers,
    }),
    mirrorCheckAge: new Gauge({
      name: 'lms_aggregator_oldest_mirror_check_seconds',
      help: 'How long ago the tenant was compared whose last comparison is longest ago; 0 without tenants.',
      registers,
    }),
  };
}
