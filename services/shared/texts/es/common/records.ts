import type { RECORDS as EN } from '../../en/common/records.ts';
import type { Translated } from '../../texts.ts';

export const RECORDS: Translated<typeof EN> = {
  'records.courses': 'Cursos',
  'records.certifications': 'Certificaciones',
};
