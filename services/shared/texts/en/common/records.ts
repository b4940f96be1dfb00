export const RECORDS = {
  'records.courses': 'Courses',
  'records.certifications': 'Certifications',
} as const;
