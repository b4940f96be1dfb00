import { expect, test } from 'vitest';
import { createLineWriter } from '#shared/csv/line-writer.ts';

const SEPARATORS = [',', ';', '\t', '\n', '\r'] as const;

test.each([',', ';', '\t'] as const)(
  'a cell cannot become a formula behind any separator, in a file delimited by %j',
  (delimiter) => {
    const line = createLineWriter({ delimiter, lineEnd: 'lf' });
    for (const separator of SEPARATORS) {
      expect(line([`a${separator}=1+1`])).toBe(`"a${separator}=1+1"\n`);
      expect(line([`${separator}=1+1`])).toMatch(/^"'?[,;\t\r\n]=1\+1"\n$/);
    }
  },
);
