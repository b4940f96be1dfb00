/** Aborts at the first Ctrl-C or SIGTERM, so that the servers can be ended. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => stopping.abort(new Error(`Stopped by ${signal}`)));
  return stopping.signal;
}

/**
 * Does what `work` does, but rejects with the signal's reason as soon as that aborts; the work then goes on unheard.
 */
export function until<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason));
  });
  return Promise.race([work, aborted]);
}
