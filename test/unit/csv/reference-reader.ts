import type { CsvRecord, RecordProblem } from '#shared/csv/csv-record.ts';
import type { CsvForm } from '#shared/csv/reader.ts';

/**
 * The reader's rules once more, written as plainly as they can be: one character at a time over the whole
 * text, slow and without a bound. The real reader must agree with it on any text.
 */
export function referenceRecords(text: string, form: CsvForm): CsvRecord[] {
  const lineEnd = form.lineEnd === 'cr' ? '\r' : '\n';
  const records: CsvRecord[] = [];
  let position = 0;

  const isSpace = (at: number): boolean =>
    at < text.length && text[at] !== form.delimiter && text[at] !== lineEnd && text[at]?.trim() === '';
  const isEnd = (at: number): boolean => at >= text.length || text[at] === lineEnd;

  while (position < text.length) {
    const start = position;
    const cells: string[] = [];
    const carriageReturns: number[] = [];
    let problem: RecordProblem | undefined;
    let quoted = false;
    while (true) {
      const cell = readCell();
      quoted = cell.quoted;
      problem = cell.problem ?? problem;
      if (cell.quoted && cell.value.includes('\r')) carriageReturns.push(cells.length);
      cells.push(cell.value);
      if (isEnd(position)) break;
      position++;
    }
    // In a file of LF lines the CR of a CRLF belongs to the line end.
    const crlf =
      lineEnd === '\n' && position < text.length && text[position - 1] === '\r' && position > start;
    const raw = text.slice(start, crlf ? position - 1 : position);
    const last = cells.at(-1);
    if (crlf && !quoted && last?.endsWith('\r')) cells[cells.length - 1] = last.slice(0, -1);
    position++;
    if (problem === undefined && cells.every((value) => value.trim() === '')) continue;
    records.push({
      cells,
      problem,
      raw: problem === undefined ? undefined : raw,
      carriageReturns: carriageReturns.length === 0 ? undefined : carriageReturns,
    });
  }
  return records;

  function readCell(): { value: string; quoted: boolean; problem: RecordProblem | undefined } {
    const start = position;
    while (isSpace(position)) position++;
    if (text[position] === '"') {
      position++;
      let value = '';
      while (position < text.length && (text[position] !== '"' || text[position + 1] === '"')) {
        value += text[position];
        position += text[position] === '"' ? 2 : 1;
      }
      if (position >= text.length) return { value, quoted: false, problem: 'unclosed-quote' };
      position++;
      while (isSpace(position)) position++;
      if (isEnd(position) || text[position] === form.delimiter)
        return { value, quoted: true, problem: undefined };
      while (!isEnd(position) && text[position] !== form.delimiter) position++;
      return { value: text.slice(start, position), quoted: false, problem: 'stray-quote' };
    }
    while (!isEnd(position) && text[position] !== form.delimiter) position++;
    const value = text.slice(start, position);
    return { value, quoted: false, problem: value.includes('"') ? 'stray-quote' : undefined };
  }
}
