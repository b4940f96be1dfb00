import type { RESULTS as EN } from '../../en/pages/results.ts';
import type { Translated } from '../../texts.ts';

export const RESULTS: Translated<typeof EN> = {
  'results.counts': 'Recuentos',
  'results.never-came': 'Nunca llegaron',
  'results.unknown': 'Desconocidas',

  'results.rows': 'Filas',
  'results.loading-rows': 'Cargando las filas',
  'results.rows-not-loaded': 'No se pudieron cargar las filas',
  'results.pages-of-rows': 'Páginas de filas',
  'results.records': 'Registros',
  'results.loading-records': 'Cargando los registros',
  'results.records-not-loaded': 'No se pudieron cargar los registros',
  'results.pages-of-records': 'Páginas de registros',
  'results.result': 'Resultado',
  'results.all': 'Todos',
  'results.result-count': '{result} ({count, number})',
  'results.none': 'No hay ninguno con este resultado.',

  'results.line': 'Línea',
  'results.person': 'Persona',
  'results.course-number': 'Número de curso',
  'results.certification': 'Certificación',
  'results.changes-or-reasons': 'Qué cambió o por qué hubo un error',
  'results.changes': 'Qué cambió',
  'results.changed-since': 'Lo cambió después <link>{file}</link>',
  'results.changed-since-by-feed': 'Lo cambió después <link>un flujo de datos</link>',
};
