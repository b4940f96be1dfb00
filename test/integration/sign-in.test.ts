import { describe, expect, it } from 'vitest';
import { BrowserSession } from '../support/browser-session.ts';
import { endpoints } from '../support/product.ts';

const JSON_ANSWER = { accept: 'application/json' };

function portal(path: string): URL {
  return new URL(path, endpoints().portal);
}

describe('a person with a browser', () => {
  it('signs in, comes back to the page that was asked for, and signs out everywhere', async () => {
    const browser = new BrowserSession();
    const back = await browser.visit(portal('/login?returnTo=%2Fpeople%3Fsearch%3Da'), 'avery.admin');
    expect(back.url.href).toBe(portal('/people?search=a').href);
    const session = await browser.fetch(portal('/api/session'), { headers: JSON_ANSWER });
    expect(await session.json()).toMatchObject({
      tenant: { slug: 'acme' },
      subject: 'avery.admin',
      name: 'Avery Admin',
      roles: ['lms_admin'],
    });

    expect((await browser.visit(portal('/logout'))).url.href).toBe(portal('/').href);
    expect((await browser.fetch(portal('/api/session'), { headers: JSON_ANSWER })).status).toBe(401);
    // The provider has forgotten the browser too: it asks again.
    const again = await browser.visit(portal('/login'));
    expect(again.url.origin).toBe(new URL(endpoints().identity.issuer).origin);
  });

  it('gets a cookie that scripts cannot read and other sites cannot use', async () => {
    const browser = new BrowserSession();
    let set = '';
    const { fetch } = browser;
    browser.fetch = async (address, init) => {
      const response = await fetch.call(browser, address, init);
      set = response.headers.getSetCookie().find((one) => one.startsWith('lms_session=')) ?? set;
      return response;
    };
    await browser.visit(portal('/login'), 'gale.admin');
    expect(set.split('; ').slice(1)).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
  });

  it('is asked in the language of the pages, at the identity provider too', async () => {
    const browser = new BrowserSession();
    const headers = { 'accept-language': 'de, es;q=0.9' };
    const { headers: sent } = await browser.fetch(portal('/login'), { headers });
    const provider = new URL(sent.get('location') ?? '');
    expect(provider.searchParams.get('ui_locales')).toBe('es');
    const page = await (await browser.visit(provider)).response.text();
    expect(page).toContain('<html lang="es">');
    expect(page).toContain('Nombre de usuario');
    const other = await browser.fetch(portal('/login'), { headers: { 'accept-language': 'de' } });
    const unasked = new URL(other.headers.get('location') ?? '');
    expect(unasked.searchParams.has('ui_locales')).toBe(false);
  });

  it('may begin twice, in two tabs, and finish both', async () => {
    const browser = new BrowserSession();
    const first = await browser.fetch(portal('/login?returnTo=/first'));
    await browser.visit(portal('/login?returnTo=/second'), 'avery.admin');
    const finished = await browser.visit(first.headers.get('location') ?? '', 'avery.admin');
    expect(finished.url.pathname).toBe('/first');
  });

  it('changes something only from a page of this site', async () => {
    const browser = new BrowserSession();
    await browser.visit(portal('/login'), 'avery.admin');
    const path = portal('/api/imports/00000000-0000-7000-8000-000000000000/cancel');
    const cancel = (headers: Record<string, string>) => browser.fetch(path, { method: 'POST', headers });
    expect((await cancel({})).status).toBe(403);
    expect((await cancel({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await cancel({ origin: 'null' })).status).toBe(403);
    expect((await cancel({ origin: portal('/').origin })).status).toBe(404);
  });
});

describe('a sign-in that does not work', () => {
  it.each([
    '/callback',
    '/callback?state=abcdefgh12&code=x',
    '/callback?error=access_denied&state=abcdefgh12',
  ])('%s says so, and leads nowhere by itself', async (path) => {
    const page = await fetch(portal(path), { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('Sign-in did not work');
    const problem = await fetch(portal(path), { redirect: 'manual' });
    expect(await problem.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it('never leads to another site', async () => {
    const answer = await fetch(portal('/login?returnTo=//evil.example'), { redirect: 'manual' });
    expect(answer.status).toBe(400);
  });

  it('takes no cookie that was not sealed here', async () => {
    const answer = await fetch(portal('/api/session'), {
      headers: { cookie: 'lms_session=eyJhbGciOiJub25lIn0.e30.' },
    });
    expect(answer.status).toBe(401);
  });
});
