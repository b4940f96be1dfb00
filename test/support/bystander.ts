import { type ClientName, call } from './product.ts';

/** What a tenant saw that only wants to work while another one attacks. */
export interface Seen {
  readonly answered: number;
  /** Answers that are not what it asked for. */
  readonly failures: readonly { readonly path: string; readonly status: number }[];
}

const PATHS = ['/api/people?limit=5', '/api/imports?limit=5', '/api/reports/import-activity', '/api/session'];

/** Lets a tenant work while `attack` runs: the same few calls, over and over, each answered before the next. */
export async function besides(client: ClientName, attack: () => Promise<void>): Promise<Seen> {
  const failures: { path: string; status: number }[] = [];
  let answered = 0;
  let isOver = false;
  const working = (async () => {
    for (let round = 0; !isOver; round += 1) {
      const path = PATHS[round % PATHS.length] ?? '/';
      const response = await call(client, path);
      await response.arrayBuffer();
      answered += 1;
      if (response.status !== 200) failures.push({ path, status: response.status });
    }
  })();
  try {
    await attack();
  } finally {
    isOver = true;
  }
  await working;
  return { answered, failures };
}
