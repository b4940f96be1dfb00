import { BrowserSession } from '../../support/browser-session.ts';
import { type Attack, repeat } from '../attack.ts';

/** Line 2: a session that was ended, used by whoever copied its cookie. */
export const revokedSessions: Attack = {
  name: 'revoked-sessions',
  does: 'a cookie taken before sign-out, reading and uploading, 10 at once',
  run: async (target, signal, report) => {
    const browser = new BrowserSession();
    const portal = (path: string) => new URL(path, target.endpoints.portal);
    await browser.visit(portal('/login'), 'avery.admin');
    const cookie = browser.cookies(portal('/api/session'));
    const headers = { cookie, origin: portal('/').origin, accept: 'application/json' };
    const before = await target.fetch('/api/session', { headers });
    if (before.status !== 200) report(`the session was not one: ${before.status}`);
    await browser.visit(portal('/logout'));
    await repeat(signal, { atOnce: 10, pauseMs: 50 }, async (lane) => {
      const form = new FormData();
      form.append('file', new Blob(['Username\nx\n']), 'history.csv');
      const to = lane % 2 === 0 ? target.endpoints.portal : target.endpoints.ingest;
      const url = new URL('/api/imports?type=courses', to).href;
      const answers = [
        await target.fetch('/api/imports', { headers }),
        await target.fetch(url, { method: 'POST', headers, body: form }),
      ];
      for (const { status } of answers) {
        if (status !== 401 && status !== 429) report(`a session that was ended got ${status}`);
      }
    });
  },
};
