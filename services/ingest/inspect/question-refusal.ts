import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { Said } from '#shared/texts/texts-of.ts';

/** Refuses a file of which something has to be settled first; undefined when there is nothing. */
export function questionRefusal({ questions }: Pick<Inspection, 'questions'>): Refusal | undefined {
  const [first, ...more] = questions;
  if (first === undefined) return undefined;
  const detail: Said = ({ text }) => {
    const how = questions.map(({ code, answers: [answer] }) =>
      answer === undefined
        ? `accept=${code}`
        : text('problems.answer-or-accept', { parameter: answer.parameter, code }),
    );
    return text('problems.question', {
      question: first.message,
      more: more.length,
      codes: more.map(({ code }) => code).join(', '),
      parameters: [...new Set(how)].join(', '),
    });
  };
  return new Refusal('question', detail, { extensions: { questions } });
}
