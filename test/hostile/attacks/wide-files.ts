import { type Attack, repeat } from '../attack.ts';
import { ATTACKER } from '../target.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
const ROWS = 'x\n'.repeat(12_000);
const BOMB = `${HEADER}${','.repeat(200_000)}\n${ROWS}`;
/** The widest header that is taken, of which every row fails: its error file has 1,000 cells a row. */
const WIDEST = `${HEADER},${Array.from({ length: 995 }, (_, i) => `T${i}`).join(',')}\n${ROWS}`;

/** How long the widest file's import may take beside everything else. */
const END_WITHIN_MS = 120_000;

/** Line 5: small files that become large error files. */
export const wideFiles: Attack = {
  name: 'wide-files',
  does: '200,000 titles and 12,000 one-letter rows, and the widest file taken, one after the other',
  run: (target, signal, report) =>
    repeat(signal, { atOnce: 1, pauseMs: 500 }, async () => {
      const { status } = await target.upload(ATTACKER, BOMB);
      if (status !== 422) report(`a header of 200,000 titles got ${status}`);
      await target.importFile(ATTACKER, WIDEST, END_WITHIN_MS);
    }),
};
