import { queryOptions } from '@tanstack/react-query';
import { getJson } from './client.ts';
import type { RecordSchema } from './types.ts';

/** The templates' columns; they change with a release only. */
export const recordTypesQuery = queryOptions({
  queryKey: ['record-types'],
  queryFn: ({ signal }) => getJson<readonly RecordSchema[]>('/api/record-types', signal),
  staleTime: Number.POSITIVE_INFINITY,
});
