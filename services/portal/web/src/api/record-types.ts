import { queryOptions } from '@tanstack/react-query';
import { getJson } from './client.ts';
import type { RecordSchema } from './types.ts';

/** The templates' columns; they change with a release only. */
export const recordTypesQuery = queryOptions({
  queryKey: ['record-types'],
  queryFn: async ({ signal }) =>
    (await getJson<{ readonly items: readonly RecordSchema[] }>('/api/record-types', signal)).items,
  staleTime: Number.POSITIVE_INFINITY,
});
