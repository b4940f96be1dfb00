import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from './client.ts';
import type { ImportView, Page, Person, RecordState, Training } from './types.ts';

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

/** Where a course record is; with what follows, the addresses of what can be known and done about it. */
function courseAddress(personId: string, courseNumber: string): string {
  return `/api/people/${encodeURIComponent(personId)}/courses/${encodeURIComponent(courseNumber)}`;
}

/** A page of what a course record is and was. */
export function courseHistoryQuery(
  record: { readonly personId: string; readonly courseNumber: string },
  page: { readonly limit: number; readonly cursor: string | null },
) {
  const { personId, courseNumber } = record;
  return queryOptions({
    queryKey: ['people', 'course-history', personId, courseNumber, page],
    queryFn: ({ signal }) =>
      getJson<Page<RecordState>>(
        withQuery(`${courseAddress(personId, courseNumber)}/history`, { ...page }),
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function undoCourse(personId: string, courseNumber: string): Promise<ImportView> {
  return postJson<ImportView>(`${courseAddress(personId, courseNumber)}/undo`);
}

export function undoCertification(personId: string, recordId: string): Promise<ImportView> {
  const person = `/api/people/${encodeURIComponent(personId)}`;
  return postJson<ImportView>(`${person}/certifications/${encodeURIComponent(recordId)}/undo`);
}

export const myTrainingQuery = queryOptions({
  queryKey: ['me', 'training'],
  queryFn: ({ signal }) => getJson<Training>('/api/me/training', signal),
});
