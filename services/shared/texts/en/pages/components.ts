export const COMPONENTS = {
  'components.bytes': '{bytes, plural, one {# byte} other {# bytes}}',
} as const;
