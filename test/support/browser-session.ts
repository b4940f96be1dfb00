/** What a browser keeps of one site: cookies go back only to where they came from. */
class CookieJar {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  read(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(/; */);
      const [name = '', ...value] = pair.split('=');
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      const expires = attributes.find((one) => /^expires=/i.test(one))?.slice(8);
      if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: value.join('='), path });
    }
  }

  header(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}

/** A browser as far as signing in needs one: it follows redirects, keeps cookies and fills in the sign-in form. */
export class BrowserSession {
  readonly #jars = new Map<string, CookieJar>();

  async fetch(address: URL | string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const jar = this.#jars.get(url.origin) ?? new CookieJar();
    this.#jars.set(url.origin, jar);
    const headers = new Headers(init.headers);
    headers.set('cookie', jar.header(url.pathname));
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    jar.read(response);
    return response;
  }

  /** The cookies that would go along to an address, as somebody could copy them. */
  cookies(address: URL): string {
    return this.#jars.get(address.origin)?.header(address.pathname) ?? '';
  }

  /** Goes to an address and on to where it leads, signing in on the way; returns the last address and its answer. */
  async visit(address: URL | string, username?: string): Promise<{ url: URL; response: Response }> {
    let url = new URL(address);
    let response = await this.fetch(url);
    for (let steps = 0; steps < 15; steps += 1) {
      const location = response.headers.get('location');
      const form =
        location === null && username !== undefined ? await formOf(url, response.clone()) : undefined;
      if (location !== null) {
        url = new URL(location, url);
        response = await this.fetch(url);
      } else if (form !== undefined) {
        url = form;
        response = await this.fetch(url, {
          method: 'POST',
          headers: { origin: url.origin },
          body: new URLSearchParams({ username: username ?? '', password: 'demo' }),
        });
      } else return { url, response };
    }
    throw new Error(`Redirects without end, last to ${url}`);
  }
}

async function formOf(page: URL, response: Response): Promise<URL | undefined> {
  const html = await response.text();
  if (!html.includes('name="password"')) return undefined;
  const action = /<form[^>]* action="([^"]*)"/.exec(html)?.[1] ?? '';
  return new URL(action.replaceAll('&amp;', '&'), page);
}
