/** A type's name taken apart: `Array(Nullable(String))` is Array of Nullable of String. */
export type NativeType = { name: string; arguments: string[] };

/** Cuts a type into its name and its arguments, which stay text. */
export function parseType(text: string): NativeType {
  const open = text.indexOf('(');
  if (open < 0) return { name: text, arguments: [] };
  return {
    name: text.slice(0, open),
    arguments: splitArguments(text.slice(open + 1, text.lastIndexOf(')'))),
  };
}

/** At commas that stand in neither brackets nor quotes: `Enum8('a, (b' = 1)` has one argument. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "'" || character === '`') index = endOfQuoted(text, index);
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

function endOfQuoted(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== text[start]) index += text[index] === '\\' ? 2 : 1;
  return index;
}

/** The type of a tuple's element, which may have a name: `a String`, `` `b c` Array(String) ``. */
export function elementType(text: string): string {
  const named = /^(?:`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*)\s+(?=[A-Z])/.exec(text);
  return named === null ? text : text.slice(named[0].length);
}

const WIDTHS: Readonly<Record<string, number>> = {
  ...each(1, ['UInt8', 'Int8', 'Bool', 'Enum8', 'Nothing']),
  ...each(2, ['UInt16', 'Int16', 'Enum16', 'Date', 'BFloat16']),
  ...each(4, ['UInt32', 'Int32', 'Float32', 'Date32', 'DateTime', 'Time', 'IPv4', 'Decimal32']),
  ...each(8, ['UInt64', 'Int64', 'Float64', 'DateTime64', 'Time64', 'Decimal64']),
  ...each(16, ['UInt128', 'Int128', 'UUID', 'IPv6', 'Decimal128']),
  ...each(32, ['UInt256', 'Int256', 'Decimal256']),
};

function each(width: number, names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, width]));
}

/** The bytes of one value, where every value has the same number; else undefined. */
export function widthOf({ name, arguments: [first] }: NativeType): number | undefined {
  if (name === 'FixedString') return Number(first);
  if (name === 'Decimal') return widthOfDecimal(Number(first));
  if (name.startsWith('Interval')) return 8;
  return WIDTHS[name];
}

function widthOfDecimal(precision: number): number {
  if (precision <= 9) return 4;
  if (precision <= 18) return 8;
  return precision <= 38 ? 16 : 32;
}
