/** The page that asks for a username and a password. `problem` is announced and the username is kept. */
export function signInPage(uid: string, username: string, problem: string | undefined): string {
  const alert =
    problem === undefined ? '' : `<p role="alert" class="problem" id="problem">${escapeHtml(problem)}</p>`;
  const described = problem === undefined ? '' : ' aria-describedby="problem" aria-invalid="true"';
  return page(
    'Sign in',
    `${alert}
    <form method="post" action="/sign-in/${escapeHtml(uid)}">
      <label for="username">Username</label>
      <input id="username" name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus${described}>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required${described}>
      <button type="submit">Sign in</button>
    </form>
    <p class="hint">Demo accounts: avery.admin, cameron.graham and gale.admin, each with the password <code>demo</code>.</p>`,
  );
}

/** A page for a sign-in that cannot go on, with a way back. */
export function errorPage(problem: string, portalUrl: string): string {
  return page(
    'Sign-in did not work',
    `<p role="alert" class="problem">${escapeHtml(problem)}</p><p><a href="${escapeHtml(portalUrl)}/">Back to the portal</a></p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <h1>${title}</h1>
    ${content}
  </main>
</body>
</html>
`;
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: #f4f5f7; color: #1b1f24; }
  main { max-width: 22rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: .5rem; box-shadow: 0 1px 4px #0003; }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; }
  label { display: block; margin-top: 1rem; font-weight: 600; }
  input, button { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #767b82; border-radius: .25rem; }
  input { background: #fff; color: inherit; }
  button { margin-top: 1.5rem; border: 0; background: #1554a8; color: #fff; font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 3px solid #4c8fe8; outline-offset: 2px; }
  .problem { padding: .6rem; border-radius: .25rem; background: #fde8e8; color: #8a1212; }
  .hint { margin-bottom: 0; font-size: .9rem; color: #4a5058; }
  @media (prefers-color-scheme: dark) {
    body { background: #14171b; color: #e8eaed; }
    main, input { background: #1f2329; }
    .problem { background: #4a1d1d; color: #ffd9d9; }
    .hint { color: #b4bac2; }
    a { color: #8ab8f5; }
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
