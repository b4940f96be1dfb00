import { type Attack, repeat } from '../attack.ts';
import { ATTACKER } from '../target.ts';

const HOSTILE = [-1, 1.5, 1e300, 2 ** 53, '', '\0', "'", '\ud800', null, true, [], {}];
const LISTS = ['/api/imports', '/api/people', '/api/reports/courses-by-course?sort=records'];

/** Line 13: cursors and claims that no list of ours has given out. */
export const tamperedCursors: Attack = {
  name: 'tampered-cursors',
  does: 'cursors of negative, fractional, huge and NUL parts, and a tenant with NUL, 10 at once',
  run: async (target, signal, report) => {
    const nul = `Bearer ${await target.sign({ tenant: 'acme\0', sub: 'avery.admin', roles: ['lms_admin'] })}`;
    let turn = 0;
    await repeat(signal, { atOnce: 10, pauseMs: 50 }, async () => {
      turn += 1;
      const path = LISTS[turn % LISTS.length] ?? '';
      const value = HOSTILE[turn % HOSTILE.length];
      const cursor = Buffer.from(JSON.stringify([value, value, value, value])).toString('base64url');
      const { status } = await target.call(
        ATTACKER,
        `${path}${path.includes('?') ? '&' : '?'}limit=1&cursor=${cursor}`,
      );
      if (![200, 400, 429].includes(status)) report(`a tampered cursor got ${status}`);
      const other = await target.fetch('/api/imports', { headers: { authorization: nul } });
      if (![400, 401, 403, 429].includes(other.status)) report(`a tenant with NUL got ${other.status}`);
    });
  },
};
