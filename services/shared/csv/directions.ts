/**
 * The sections of the directions in their order, each with the ids of its sentences in the catalogue of texts. The Directions page
 * and the instructions file are made of them. The tables of columns stand before the course types.
 */
export const DIRECTIONS = {
  file: [
    'directions.file.kind',
    'directions.file.columns',
    'directions.file.other-titles',
    'directions.file.encoding',
    'directions.file.quotes',
    'directions.file.spaces',
    'directions.file.not-supported',
  ],
  people: ['directions.people.identifiers', 'directions.people.report'],
  'course-types': ['directions.course-types.names'],
  dates: [
    'directions.dates.formats',
    'directions.dates.times',
    'directions.dates.range',
    'directions.dates.order',
    'directions.dates.numbers',
  ],
  matching: [
    'directions.matching.courses',
    'directions.matching.blanks',
    'directions.matching.certifications',
    'directions.matching.need-not-exist',
  ],
  check: ['directions.check.shows', 'directions.check.then', 'directions.check.approval'],
  results: ['directions.results.counts', 'directions.results.file'],
  undo: [
    'directions.undo.what',
    'directions.undo.changed-since',
    'directions.undo.afterwards',
    'directions.undo.one-record',
  ],
  'error-file': [
    'directions.error-file.what',
    'directions.error-file.upload',
    'directions.error-file.encoding',
    'directions.error-file.formulas',
    'directions.error-file.certifications',
  ],
} as const;

export type DirectionsSection = keyof typeof DIRECTIONS;

export type DirectionsSentence = (typeof DIRECTIONS)[DirectionsSection][number];

/** The sections before the tables of columns, and those behind the course types. */
export const SECTIONS_BEFORE_COLUMNS = ['file', 'people'] as const satisfies readonly DirectionsSection[];
export const SECTIONS_BEHIND_COLUMNS = [
  'dates',
  'matching',
  'check',
  'results',
  'undo',
  'error-file',
] as const satisfies readonly DirectionsSection[];

/** The tags of the directions' messages. */
export type DirectionsTag = 'code' | 'strong' | 'label' | 'report' | 'people' | 'history';
