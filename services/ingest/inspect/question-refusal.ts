import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { Refusal } from '#shared/http/refusal.ts';

/** Refuses a file of which something has to be settled first; undefined when there is nothing. */
export function questionRefusal({ questions }: Pick<Inspection, 'questions'>): Refusal | undefined {
  const [first, ...more] = questions;
  if (first === undefined) return undefined;
  const others =
    more.length === 0 ? '' : ` (${more.length} more: ${more.map(({ code }) => code).join(', ')})`;
  const how = questions.map(({ code, answers }) => {
    const [answer] = answers;
    return answer === undefined ? `accept=${code}` : `${answer.parameter}=… or accept=${code}`;
  });
  return new Refusal(
    'question',
    `${first.message}${others} Nothing was imported. Upload it again with ${[...new Set(how)].join(', ')}.`,
    { extensions: { questions } },
  );
}
