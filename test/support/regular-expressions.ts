import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export interface FoundExpression {
  /** The file, from the root of the repository, and the line. */
  readonly place: string;
  /** Undefined where the code makes the expression while it runs. */
  readonly expression: RegExp | undefined;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every regular expression in the code of the services, the pages included. */
export function expressionsOfServices(): FoundExpression[] {
  const files = globSync('services/**/*.{ts,tsx}', { cwd: ROOT, exclude: ['services/portal/web/dist/**'] });
  return files.flatMap((file) => {
    const text = readFileSync(`${ROOT}${file}`, 'utf8');
    const found: FoundExpression[] = [];
    visit(parseSync(file, text).program, (node) => {
      const place = `${file}:${text.slice(0, node.start).split('\n').length}`;
      if (node.type === 'Literal' && node.regex !== undefined) {
        found.push({ place, expression: new RegExp(node.regex.pattern, node.regex.flags) });
      } else if (isRegExpCall(node)) found.push({ place, expression: undefined });
    });
    return found;
  });
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: { readonly name?: string };
}

function isRegExpCall({ type, callee }: SyntaxNode): boolean {
  return (type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp';
}

function visit(value: unknown, onNode: (node: SyntaxNode) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && 'start' in value) onNode(value as SyntaxNode);
  for (const child of Object.values(value)) visit(child, onNode);
}

/**
 * Texts on which an expression that backtracks takes long, up to `length` characters, the short ones first: what the
 * expression itself names, repeated, alone and in pairs, with an end that lets the match fail.
 */
export function* hostileTexts(expression: RegExp, length: number): Generator<string> {
  const characters = [...new Set([...namedCharacters(expression.source), ...'a0 ./\n'])];
  const units = characters.flatMap((one) => [one, ...characters.map((other) => one + other)]);
  const starts = [...new Set(['', literalStart(expression.source)])];
  for (const size of [...LENGTHS.filter((shorter) => shorter < length), length]) {
    for (const unit of units) {
      const pumped = unit.repeat(Math.ceil(size / unit.length));
      for (const start of starts) for (const end of ENDS) yield start + pumped + end;
    }
  }
}

/** An expression of exponential time must fail at 27 characters, one of cubic time at 2,000: longer ones never end. */
const LENGTHS = [27, 500, 2_000, 8_000];

/** What hardly any expression lets follow what it repeats. */
const ENDS = ['\u0000', '/', 'a', '\n'];

/** The characters that stand for themselves in an expression. */
function namedCharacters(source: string): string[] {
  return [...new Set(source.replaceAll(/\\[a-zA-Z]|[\^$()[\]{}|?*+\\]/g, ''))].slice(0, MAX_NAMED);
}

/** More would make pairs by the thousand without another shape. */
const MAX_NAMED = 10;

/** The text that an expression begins with, so that what follows it is reached. */
function literalStart(source: string): string {
  return /^\^?((?:[\w ]|\\[/.-])*)/.exec(source)?.[1]?.replaceAll('\\', '') ?? '';
}
