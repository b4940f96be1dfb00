import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, withQuery } from './client.ts';
import type { Page, Person, Training } from './types.ts';

export interface PeopleRequest {
  readonly search: string;
  readonly limit: number;
  readonly cursor: string | null;
}

export function peopleQuery(request: PeopleRequest) {
  return queryOptions({
    queryKey: ['people', 'list', request],
    queryFn: ({ signal }) => getJson<Page<Person>>(withQuery('/api/people', { ...request }), signal),
    placeholderData: keepPreviousData,
  });
}

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => getJson<Person>(`/api/people/${encodeURIComponent(id)}`, signal),
  });
}

export function personTrainingQuery(id: string) {
  return queryOptions({
    queryKey: ['people', 'training', id],
    queryFn: ({ signal }) => getJson<Training>(`/api/people/${encodeURIComponent(id)}/training`, signal),
  });
}

export const myTrainingQuery = queryOptions({
  queryKey: ['me', 'training'],
  queryFn: ({ signal }) => getJson<Training>('/api/me/training', signal),
});
