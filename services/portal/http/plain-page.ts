import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

export interface PlainPage {
  /** Of its texts. */
  readonly language: Language;
  readonly title: string;
  readonly text: string;
  /** Where the way on leads, and what it is called. */
  readonly link: { readonly address: string; readonly name: string };
  /** After so many seconds the browser follows the link by itself. */
  readonly retrySeconds?: number | undefined;
}

/** A page of the product that needs neither its scripts nor a session, as text. */
export function plainPage({ language, title, text, link, retrySeconds }: PlainPage): string {
  const address = escapeHtml(link.address);
  const refresh =
    retrySeconds === undefined
      ? ''
      : `<meta http-equiv="refresh" content="${Math.ceil(retrySeconds)};url=${address}">`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>${escapeHtml(title)} · LMS</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="brand"><img src="/favicon.svg" alt="" width="40" height="40">${escapeHtml(textsOf(language).text('problems.lms'))}</p>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p><a class="button" href="${address}">${escapeHtml(link.name)}</a></p>
</main>
</body>
</html>
`;
}

/** The colours of the pages' own theme (web/src/app). */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: #f5f7f9; color: #1b2127; }
main { box-sizing: border-box; max-width: 30rem; margin: 12vh auto; padding: 2rem; background: #fff; border: 1px solid #dee2e6; border-radius: .5rem; }
@media (max-width: 34rem) { main { margin: 1rem; padding: 1.25rem; } }
.brand { display: flex; align-items: center; gap: .75rem; margin: 0 0 1.5rem; font-weight: 650; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
.button { display: inline-block; margin-top: .5rem; padding: .5rem 1.1rem; border-radius: .5rem; background: #1a5f8f; color: #fff; font-weight: 600; text-decoration: none; }
.button:hover { background: #124a71; }
.button:focus-visible { outline: 3px solid #3d92cb; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #c9c9c9; }
  main { background: #1d2023; border-color: #424242; }
  .button, .button:hover { background: #1f70a7; }
}
`;

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
