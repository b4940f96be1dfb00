import type { RecordType } from '../api/types.ts';

export const TYPE_NAMES: Readonly<Record<RecordType, string>> = {
  courses: 'Courses',
  certifications: 'Certifications',
};
