/**
 * Ends with 0 when the service in this container answers on its PORT, with 1 otherwise. For HEALTHCHECK: an image
 * without curl.
 */
const url = `http://127.0.0.1:${process.env['PORT'] ?? '8080'}/${process.argv[2] ?? 'healthz'}`;

const isHealthy = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  (response) => response.ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
