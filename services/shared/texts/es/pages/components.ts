import type { COMPONENTS as EN } from '../../en/pages/components.ts';
import type { Translated } from '../../texts.ts';

export const COMPONENTS: Translated<typeof EN> = {
  'components.bytes': '{bytes, plural, one {# byte} other {# bytes}}',
};
