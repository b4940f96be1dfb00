/** A file that nobody hopes for, and what must happen to it. */
export interface HostileFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly fileName?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly expected:
    | { readonly status: number; readonly code: string }
    /** Of an accepted file: its rows, those that fail, words of their reasons, and the name it is kept under. */
    | {
        readonly total: number;
        readonly failures: number;
        readonly reasons?: string;
        readonly fileName?: string;
      };
}

export const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date,Score,Notes';

/** A valid row but for the cells given. */
export function row(cells: Readonly<Record<string, string>> = {}): string {
  const values = {
    user: 'cameron.graham',
    number: 'HOST-1',
    name: 'Safety',
    type: 'OJT',
    date: '2020-02-01',
    score: '',
    notes: '',
    ...cells,
  };
  return [values.user, values.number, values.name, values.type, values.date, values.score, values.notes].join(
    ',',
  );
}

export const text = (...lines: string[]): string => `${lines.join('\n')}\n`;
export const refused = (status: number, code: string) => ({ status, code });
export const accepted = (total: number, failures: number, reasons?: string) =>
  reasons === undefined ? { total, failures } : { total, failures, reasons };

/** Text as bytes of an encoding; `latin1` puts single bytes, as numbers up to 255, into a file. */
export function bytes(content: string, encoding: BufferEncoding = 'utf8'): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(content, encoding));
}

export function bigEndian16(content: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(content, 'utf16le').swap16());
}

export function utf32(content: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const buffer = Buffer.alloc(content.length * 4);
  for (const [index, character] of [...content].entries()) {
    const code = character.codePointAt(0) ?? 0;
    if (littleEndian) buffer.writeUInt32LE(code, index * 4);
    else buffer.writeUInt32BE(code, index * 4);
  }
  return Uint8Array.from(buffer);
}

export const wellFormed = text(HEADER, row());
