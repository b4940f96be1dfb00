import { textsOf } from '#shared/texts/texts-of.ts';
import type { Import } from './upload.ts';

const BAR_WIDTH = 30;

/** Shows progress on one line of a terminal that is written again and again; elsewhere it shows nothing. */
export interface Progress {
  show(label: string, done: number, all: number | null, rest?: string): void;
  /** Leaves the line as it is. */
  end(): void;
}

export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  let isShown = false;
  return {
    show(label, done, all, rest = '') {
      isShown = true;
      stream.write(`\r\x1b[2K${label} ${bar(done, all)} ${rest}`);
    },
    end() {
      if (isShown) stream.write('\n');
      isShown = false;
    },
  };
}

/** A bar and its share in percent; without a known end only dots. */
function bar(done: number, all: number | null): string {
  if (all === null) return `[${'·'.repeat(BAR_WIDTH)}]`;
  const share = all === 0 ? 1 : Math.min(1, done / all);
  const full = Math.floor(share * BAR_WIDTH);
  return `[${'#'.repeat(full)}${' '.repeat(BAR_WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)}%`;
}

/** An import's counts in words, or what it waits for. */
export function describe({ total, successes, failures, delayed }: Import): string {
  if (delayed) return textsOf('en').text('imports.delayed', { server: delayed.by });
  const rows = total === null ? 'rows' : `of ${total.toLocaleString('en-US')} rows`;
  return `${successes.toLocaleString('en-US')} ${rows} succeeded, ${failures.toLocaleString('en-US')} failed`;
}
