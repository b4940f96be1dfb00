import { join, resolve } from 'node:path';
import { messageOf } from './errors.ts';
import { writeJson } from './json-file.ts';
import { choosePorts } from './ports.ts';
import { startServers } from './servers.ts';
import { SERVICE_NAMES } from './service-environment.ts';

const dataDir = resolve(process.env['DATA_DIR'] ?? '.data');
const portalPort = Number(process.env['PORT'] ?? 8080);
const portalUrl = `http://localhost:${portalPort}`;
const log = (line: string): void => console.log(line);

try {
  const servers = await startServers({ dataDir, portalUrl, log, onRestart: () => void write() });
  const ports = {
    ...(await choosePorts(dataDir, ['ingest', 'transcript-writer', 'aggregator'] as const)),
    portal: portalPort,
  };
  const ingestUrl = `http://127.0.0.1:${ports.ingest}`;
  async function write(): Promise<void> {
    const none = { ingest: [], 'transcript-writer': [], aggregator: [], portal: [] };
    const pids = { ...none, ...servers.pids() };
    await writeJson(join(dataDir, 'endpoints.json'), {
      portal: portalUrl,
      ingest: ingestUrl,
      ...servers.endpoints,
      pids,
    });
  }
  await write();
  const services = SERVICE_NAMES.map((name) => [
    name,
    servers.serviceEnvironment(name, { port: ports[name], portalUrl, ingestUrl }),
  ]);
  await writeJson(join(dataDir, 'services.json'), Object.fromEntries(services));
  log('Servers are up.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void servers.stop().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
