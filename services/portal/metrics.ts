import type { Request, Response } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts and times answers by route, never by address: addresses hold ids without end. */
export interface HttpMetrics {
  observe(request: Request, response: Response, route: string): void;
}

export interface PortalMetrics {
  readonly registry: Registry;
  readonly http: HttpMetrics;
  readonly subscribers: Gauge;
  readonly reports: Histogram<'report' | 'format'>;
}

export function createMetrics(): PortalMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'lms_portal_http_request_seconds',
    help: 'Time from a request to the end of its answer; event streams last as long as they are watched.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  const subscribers = new Gauge({
    name: 'lms_portal_event_streams',
    help: 'Open streams of import events.',
    registers: [registry],
  });
  const reports = new Histogram({
    name: 'lms_portal_report_seconds',
    help: 'Time of a report: the queries of a page, or the whole stream of a CSV download.',
    labelNames: ['report', 'format'] as const,
    buckets: [0.02, 0.1, 0.3, 1, 3, 10, 60],
    registers: [registry],
  });
  return {
    registry,
    subscribers,
    reports,
    http: {
      observe(request, response, route) {
        const stop = requests.startTimer({ method: request.method, route });
        response.once('close', () => {
          // 499, as proxies write it: the client left before it was answered.
          stop({ status: response.headersSent ? response.statusCode : 499 });
        });
      },
    },
  };
}
