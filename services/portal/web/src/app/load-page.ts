import { untilReachable } from './connection.ts';

let isFirst = true;

/**
 * Fetches the script of a page that is opened for the first time. Browsers remember a script that they could not fetch, and
 * never try again until the whole page is loaded again, with which a chosen file would be lost: so it is asked for only while the
 * LMS answers. The first page of all has nothing to lose.
 */
export async function loadPage<Page>(load: () => Promise<Page>): Promise<Page> {
  if (!isFirst) await untilReachable();
  isFirst = false;
  return load();
}
