import { Registry } from 'prom-client';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '#shared/http/http-server.ts';
import { createLogger } from '#shared/runtime/logging.ts';

/** The HTTP server of our services on a free port of this machine, ready and with a silent log unless `options` differ. */
export function createTestHttpServer(options: Partial<HttpServerOptions>): HttpServer {
  return createHttpServer({
    port: 0,
    host: '127.0.0.1',
    managementPort: undefined,
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    checkReady: async () => undefined,
    ...options,
  });
}
