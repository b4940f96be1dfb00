import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { personQuery } from '../api/people.ts';
import { personPath } from '../app/paths.ts';
import { text } from '../texts/texts.ts';

/** Names change seldom, and a list names the same people again and again. */
const FRESH_MS = 5 * 60_000;

/** A link to a person of whom only the id is known, by the username as soon as that has come. */
export function PersonById({ id }: { readonly id: string | null }) {
  const person = useQuery({ ...personQuery(id ?? ''), enabled: id !== null, staleTime: FRESH_MS });
  if (id === null) return '–';
  if (person.isError) return text('components.deleted-person');
  return (
    <Anchor component={Link} to={personPath(id)} inherit className="lms-any-text">
      {person.data?.username ?? '…'}
    </Anchor>
  );
}
