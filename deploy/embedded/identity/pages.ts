import type { ServiceTexts } from '#shared/texts/texts-of.ts';

export interface SignInForm {
  readonly uid: string;
  /** What was typed before. */
  readonly username: string;
  /** Why that did not work; it is announced. */
  readonly problem: string | undefined;
}

/** The page that asks for a username and a password. */
export function signInPage({ uid, username, problem }: SignInForm, texts: ServiceTexts): string {
  const { text } = texts;
  const alert =
    problem === undefined ? '' : `<p role="alert" class="problem" id="problem">${escapeHtml(problem)}</p>`;
  const described = problem === undefined ? '' : ' aria-describedby="problem" aria-invalid="true"';
  const accounts = texts.parts('sign-in.demo-accounts', {
    code: (parts) => `<code>${parts.join('')}</code>`,
  });
  return page(
    texts,
    text('sign-in.title'),
    `${alert}
    <form method="post" action="/sign-in/${escapeHtml(uid)}">
      <label for="username">${text('sign-in.username')}</label>
      <input id="username" name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus${described}>
      <label for="password">${text('sign-in.password')}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required${described}>
      <button type="submit">${text('sign-in.sign-in')}</button>
    </form>
    <p class="hint">${accounts.join('')}</p>`,
  );
}

/** A page for a sign-in that cannot go on, with a way back. */
export function errorPage(problem: string, portalUrl: string, texts: ServiceTexts): string {
  const { text } = texts;
  return page(
    texts,
    text('sign-in.failed-title'),
    `<p role="alert" class="problem">${escapeHtml(problem)}</p><p><a href="${escapeHtml(portalUrl)}/">${text('sign-in.back')}</a></p>`,
  );
}

function page({ language, text }: ServiceTexts, title: string, content: string): string {
  const lms = text('problems.lms');
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · ${lms}</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <p class="brand">${ICON}${lms}</p>
    <h1>${title}</h1>
    ${content}
  </main>
</body>
</html>
`;
}

/** As the portal's pages have it; in the text, since this page may fetch nothing. */
const ICON = `<svg viewBox="0 0 32 32" width="40" height="40" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#1a5f8f"/><path d="M6 13 16 8l10 5-10 5z" fill="#fff"/><path d="M10 16.5V21c0 1.4 2.7 3 6 3s6-1.6 6-3v-4.5l-6 3z" fill="#bfe0f5"/></svg>`;

/** In the colours of the portal's theme. */
const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: #f5f7f9; color: #1b2127; }
  main { box-sizing: border-box; max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff; border: 1px solid #dee2e6; border-radius: .5rem; }
  @media (max-width: 30rem) { main { margin: 1rem; padding: 1.25rem; } }
  .brand { display: flex; align-items: center; gap: .75rem; margin: 0 0 1.5rem; font-weight: 650; }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.3; }
  label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
  .brand svg { flex: none; }
  input, button { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #767b82; border-radius: .5rem; }
  input { background: #fff; color: inherit; }
  button { margin-top: 1.5rem; border: 0; background: #1a5f8f; color: #fff; font-weight: 600; cursor: pointer; }
  button:hover { background: #124a71; }
  :focus-visible { outline: 3px solid #3d92cb; outline-offset: 2px; }
  .problem { padding: .6rem .8rem; border-radius: .5rem; background: #fdeceb; color: #9a1c17; }
  .hint { margin-bottom: 0; font-size: .9rem; color: #5a6570; }
  a { color: #1a5f8f; }
  @media (prefers-color-scheme: dark) {
    body { background: #16181b; color: #c9c9c9; }
    main { background: #1d2023; border-color: #424242; }
    input { background: #2e2e2e; border-color: #6a7078; }
    button, button:hover { background: #1f70a7; }
    .problem { background: #43201f; color: #ff9d97; }
    .hint { color: #a3abb3; }
    a { color: #5ca7d9; }
  }
`;

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
