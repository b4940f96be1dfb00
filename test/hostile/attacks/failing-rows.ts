import { type Attack, repeat } from '../attack.ts';
import { ATTACKER } from '../target.ts';

/** 1 MB of which every row fails. */
const FILE = `Username,Course Number,Course Name,Course Type,Completion Date\n${'x\n'.repeat(500_000)}`;

/** How long half a million failed rows may take beside everything else. */
const END_WITHIN_MS = 300_000;

/** Line 9: a small file of very many rows that fail. */
export const failingRows: Attack = {
  name: 'failing-rows',
  does: '1 MB of 500,000 one-letter rows, one file after the other',
  run: (target, signal) =>
    repeat(signal, { atOnce: 1, pauseMs: 500 }, () => target.importFile(ATTACKER, FILE, END_WITHIN_MS)),
};
