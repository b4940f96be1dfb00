import { join } from 'node:path';
import { inheritedEnvironment } from './config.ts';
import type { Command } from './process.ts';

/**
 * Compiled code, kept beside the packages: it halves the time a service needs to load, also for the next data folder.
 */
const compileCache = join(import.meta.dirname, '../../node_modules/.cache/node-compile');

/**
 * How Node runs a service, and the embedded servers that are Node programs; the image does it alike
 * (deploy/docker/Dockerfile). Measured with 500,000 rows on two busy cores (test/bench/log.md). They are V8's
 * own, to be looked at with each new version of Node:
 *
 * - The collector's helpers take the cores from other services: alone it needs a third less processor time.
 * - Marking the heap piece by piece in between would be for pages that must not stop for a tenth of a second. It takes
 *   longer in all, and what dies meanwhile stays: transcript-writer would hold 60 MB more.
 * - V8's young generation, in megabytes: what a batch needs while PostgreSQL writes it should die there. With twice as
 *   much transcript-writer takes a twelfth less, and holds up to 310 MB.
 * - By how much the heap may grow between two full collections. Each of them also takes away compiled code whose
 *   objects' shapes no object has at that moment (see `sample` in decode-import-rows.ts). More made nothing faster
 *   and held up to 25 MB more; left alone, the heap of transcript-writer grew to 250 MB.
 * - V8 may take an array that outlived some collections for one that always will, and make it among the old objects
 *   from the start. Nothing an array of a batch's rows names dies before the next full collection then, of which an import
 *   had three times as many. Whether it did was left to chance, at each start of a service.
 * - Without the middle one of V8's three compilers, what was taken away is compiled again once and not twice.
 */
export const NODE_ARGUMENTS = [
  '--single-threaded-gc',
  '--no-incremental-marking',
  '--max-semi-space-size=16',
  '--heap-growing-percent=40',
  '--no-allocation-site-pretenuring',
  '--no-maglev',
];

/**
 * glibc keeps memory apart for each thread, of which libuv has several: one arena for all holds less that nobody uses.
 */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

/** A program of this repository, run by the Node version that runs us. */
export function nodeProgram(
  script: string,
  env: Readonly<Record<string, string>>,
  place: Pick<Command, 'logFile' | 'cwd'>,
): Command {
  return {
    file: process.execPath,
    args: [...NODE_ARGUMENTS, script],
    env: { ...inheritedEnvironment(), NODE_COMPILE_CACHE: compileCache, ...NODE_ENVIRONMENT, ...env },
    ...place,
  };
}
