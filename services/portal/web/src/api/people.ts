import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from './client.ts';
import type {
  CertificationRecord,
  CourseRecord,
  ImportView,
  Page,
  Person,
  RecordState,
  Training,
} from './types.ts';

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

/** @param personId left out for the reader's own */
function trainingAddress(personId: string | undefined): string {
  return personId === undefined ? '/api/me/training' : `/api/people/${encodeURIComponent(personId)}/training`;
}

/** Where a link downloads a whole training history as CSV. @param personId left out for the reader's own */
export function trainingDownloadAddress(personId: string | undefined): string {
  return withQuery(trainingAddress(personId), { format: 'csv' });
}

/** All of a training history, however many answers it takes. @param personId left out for the reader's own */
export function wholeTrainingQuery(personId: string | undefined) {
  return queryOptions({
    queryKey: ['people', 'whole-training', personId ?? ''],
    queryFn: async ({ signal }) => {
      const whole: { courses: CourseRecord[]; certifications: CertificationRecord[] } = {
        courses: [],
        certifications: [],
      };
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const address = withQuery(trainingAddress(personId), { cursor });
        const part: Training = await getJson<Training>(address, signal);
        whole.courses.push(...part.courses);
        whole.certifications.push(...part.certifications);
        cursor = part.next;
      }
      return whole;
    },
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
