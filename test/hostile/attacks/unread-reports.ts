import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeldConnection } from '../../support/held-connection.ts';
import { type Attack, repeat } from '../attack.ts';
import { ATTACKER } from '../target.ts';

/** More records than the systems on the way take in for a client that does not read. */
const PEOPLE = 6_000;
const REPORT = '/api/reports/courses-by-course?course=UNREAD-1';

/** Line 6: downloads that nobody reads, and many pages at once. */
export const unreadReports: Attack = {
  name: 'unread-reports',
  does: 'ten downloads that are not read, and forty pages of reports at once',
  prepare: async (target, product) => {
    const names = Array.from({ length: PEOPLE }, (_, n) => `unread.${n}`);
    const people = names.map((name) => `${name},,First,Last,${name}@example.com,learner`);
    const file = join(target.dataDir, 'hostile-people.csv');
    await writeFile(file, ['username,employee_id,first_name,last_name,email,role', ...people, ''].join('\n'));
    const { code, output } = await product.run('people-load', ['--tenant', ATTACKER.tenant, file]);
    if (code !== 0) throw new Error(output);
    const rows = names.map((name) => `${name},UNREAD-1,Long,OJT,2020-01-01,${'x'.repeat(1_900)}`);
    const header = 'Username,Course Number,Course Name,Course Type,Completion Date,Notes';
    await target.importFile(ATTACKER, [header, ...rows].join('\n'), 60_000);
  },
  run: async (target, signal) => {
    const authorization = `Authorization: ${await target.authorization(ATTACKER)}`;
    const held = repeat(signal, { atOnce: 10, pauseMs: 1_000 }, async () => {
      const download = new HeldConnection(target.endpoints.portal, [
        `GET ${REPORT}&format=csv HTTP/1.1`,
        authorization,
      ]);
      const leave = (): void => void download.socket.destroy();
      signal.addEventListener('abort', leave, { once: true });
      target.count(await download.status);
      if ((await download.status) !== 200) leave();
      // Never read: held until the portal ends it.
      await new Promise((resolve) =>
        download.isOpen ? download.socket.once('close', resolve) : resolve(undefined),
      );
    });
    const pages = repeat(signal, { atOnce: 40, pauseMs: 500 }, () =>
      target.call(ATTACKER, `${REPORT}&limit=200&sort=notes`),
    );
    await Promise.all([held, pages]);
  },
};
