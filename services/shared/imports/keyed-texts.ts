import { z } from 'zod';

interface KeyedTexts<Value> {
  /** how many there may be */
  readonly most: number;
  /** the most characters of a key: longer ones would only fill settings that are stored and shown */
  readonly maxLength: number;
  /** under which keys are the same */
  readonly formOf: (key: string) => string;
  /** its messages say what a value must be, without its key */
  readonly value: z.ZodType<Value>;
}

/**
 * A JSON object whose keys are any texts, such as a file's titles. The result has no prototype, so that `__proto__` and
 * `constructor` are texts like any other.
 */
export function keyedTexts<Value>({ most, maxLength, formOf, value }: KeyedTexts<Value>) {
  return z.unknown().transform((given, context): Readonly<Record<string, Value>> => {
    const refuse = (message: string, ...path: string[]): never => {
      context.issues.push({ code: 'custom', message, path, input: given });
      return z.NEVER;
    };
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      return refuse('must be an object');
    const entries = Object.entries(given);
    if (entries.length > most) {
      return refuse(`must have ${most.toLocaleString('en-US')} entries at most`);
    }
    const forms = new Set<string>();
    const result: Record<string, Value> = Object.create(null);
    for (const [key, text] of entries) {
      const problem = key.length > maxLength ? tooLong(maxLength) : keyProblem(key, formOf(key), forms);
      if (problem !== undefined) return refuse(problem, key);
      const parsed = value.safeParse(text);
      if (!parsed.success) return refuse(parsed.error.issues[0]?.message ?? 'is not as it must be', key);
      result[key] = parsed.data;
    }
    return result;
  });
}

function tooLong(maxLength: number): string {
  return `must not be longer than ${maxLength.toLocaleString('en-US')} characters`;
}

function keyProblem(key: string, form: string, forms: Set<string>): string | undefined {
  if (form === '') return 'must not be blank';
  if (!isStorable(key)) return 'must be text without NUL';
  if (forms.has(form)) return 'is given twice';
  forms.add(form);
  return undefined;
}

/** Whether PostgreSQL's jsonb can hold a text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
