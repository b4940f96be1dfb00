import { type Attack, repeat } from '../attack.ts';
import { ATTACKER, type Caller } from '../target.ts';

const LEARNER: Caller = { tenant: 'acme', subject: 'cameron.graham', role: 'learner' };
const CERTIFICATIONS = 20_000;

/** Line 10: a learner with very many certificates, who asks for all of them twelve times at once. */
export const largeTraining: Attack = {
  name: 'large-training',
  does: "twelve calls at once for 20,000 certificates' training",
  prepare: async (target) => {
    const rows = Array.from(
      { length: CERTIFICATIONS },
      (_, n) => `cameron.graham,Certificate ${n},N-${n},20${10 + (n % 10)}-01-01`,
    );
    const header = 'Username,Certification Name,Certification Number,Issue Date';
    await target.importFile(ATTACKER, [header, ...rows].join('\n'), 120_000, 'certifications');
  },
  run: (target, signal) =>
    repeat(signal, { atOnce: 12, pauseMs: 0 }, () => target.call(LEARNER, '/api/me/training')),
};
