import { type Attack, repeat } from '../attack.ts';
import type { Caller } from '../target.ts';

const LEARNER: Caller = { tenant: 'acme', subject: 'blake.ito', role: 'learner' };

/** Line 12: a learner whose program runs away, and somebody who asks for metrics. */
export const eagerCallers: Attack = {
  name: 'eager-callers',
  does: "a learner's calls, 25 at once without a pause, and metrics and readiness without sign-in",
  run: (target, signal) =>
    Promise.all([
      repeat(signal, { atOnce: 25, pauseMs: 20 }, () => target.call(LEARNER, '/api/me/training?cursor=')),
      repeat(signal, { atOnce: 5, pauseMs: 50 }, (lane) =>
        target.fetch(lane % 2 === 0 ? '/metrics' : '/readyz'),
      ),
    ]).then(() => undefined),
};
