import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every page of the repository; packages, data and what is built bring pages of their own. */
const PAGES = globSync('**/*.md', { exclude: (path) => /(^|\/)(node_modules|\.data|dist)$/.test(path) });

/** `[text](target)`; an address of the web is somebody else's to keep. */
const LINK = /\]\((?!\w+:)([^)\s]+)\)/g;
const CODE = /`([^`\n]+)`/g;
/** Segments of plain characters: no placeholder, pattern or command. */
const PATH = /^[\w.@-]+(\/[\w.@-]+)+\/?$/;
const FOLDER = /^(services|schemas|deploy|commands|test|docs|\.ci)\//;
const FILE = /\.(ts|tsx|mjs|json|sql|avsc|ya?ml|md|sh|java|py)$/;

interface Reference {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

function references(pattern: RegExp): Reference[] {
  return PAGES.flatMap((page) =>
    linesOf(page).flatMap((text, index) =>
      [...text.matchAll(pattern)].map(([, target = '']) => ({ page, line: index + 1, target })),
    ),
  );
}

/** The lines of a page; those of code blocks are empty, since they show what somebody would type. */
function linesOf(page: string): string[] {
  let isCode = false;
  return readFileSync(page, 'utf8')
    .split('\n')
    .map((line) => {
      const isFence = line.trimStart().startsWith('```');
      if (isFence) isCode = !isCode;
      return isCode || isFence ? '' : line;
    });
}

/** The names by which GitHub links to a page's headings. */
function anchorsOf(page: string): Set<string> {
  const headings = linesOf(page).filter((line) => line.startsWith('#'));
  return new Set(headings.map((heading) => anchorOf(heading.replace(/^#+ /, ''))));
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

const said = ({ page, line, target }: Reference): string => `${page}:${line} ${target}`;

describe('the documents', () => {
  it('are found', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md', 'deploy/runbook.md']));
  });

  it('link to files and headings that exist', () => {
    const broken = references(LINK).filter(({ page, target }) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
    });
    expect(broken.map(said)).toEqual([]);
  });

  it('name files that exist', () => {
    const missing = references(CODE).filter(({ page, target }) => {
      if (!PATH.test(target) || !(FOLDER.test(target) || FILE.test(target))) return false;
      return !existsSync(target) && !existsSync(join(dirname(page), target));
    });
    expect(missing.map(said)).toEqual([]);
  });
});
