import type { REPORTS as EN } from '../../en/pages/reports.ts';
import type { Translated } from '../../texts.ts';

export const REPORTS: Translated<typeof EN> = {
  'reports.title': 'Informes',
  'reports.about': 'Sobre todas las personas de su organización, incluidos los registros importados.',
  'reports.list-loading': 'Cargando los informes',
  'reports.list-not-loaded': 'No se pudieron cargar los informes',
  'reports.none': 'No hay informes',
  'reports.about.people-detail-with-pid':
    'Todas las personas con su nombre de usuario y su ID de empleado, tal como los necesitan los archivos de importación.',
  'reports.about.certifications-by-certification':
    'Cuántas personas tienen cada certificación, cuáles han vencido y cuáles vencen en los próximos 90 días.',
  'reports.about.courses-by-course': 'Cuántas personas completaron cada curso y cuándo lo hizo la última.',
  'reports.about.import-activity': 'Qué se importó cada día y qué parte tuvo errores.',

  'reports.loading': 'Cargando el informe',
  'reports.not-loaded': 'No se pudo cargar el informe',
  'reports.about-records': 'Una fila por cada registro, con su persona.',
  'reports.download': 'Descargar CSV',
  'reports.copy-link': 'Copiar enlace a esta vista',
  'reports.link-copied': 'Copiado',
  'reports.link-copied-announcement': 'Se copió el enlace a esta vista.',
  'reports.pages': 'Páginas del informe',
  'reports.total': 'Total',
  'reports.nothing-matches': 'Sin coincidencias',
  'reports.nothing-matches-explanation': 'El informe no tiene filas con estos filtros.',
  'reports.nothing-yet': 'Aún no hay datos',
  'reports.nothing-yet-explanation': 'Las filas aparecerán en cuanto haya registros.',

  'reports.filter': 'Filtrar el informe',
  'reports.filter-search': 'Buscar',
  'reports.filter-validity': 'Vigencia',
  'reports.filter-any-validity': 'Todas',
  'reports.filter-course-type': 'Tipo de curso',
  'reports.filter-type': 'Tipo',
  'reports.filter-any-type': 'Todos los tipos',
  'reports.filter-from': 'Desde',
  'reports.filter-to': 'Hasta',

  'reports.chart-certifications': 'Certificaciones que tienen más personas',
  'reports.chart-in-force': 'Vigentes',
  'reports.chart-courses': 'Cursos que completaron más personas',
  'reports.chart-people': 'Personas',
  'reports.chart-activity':
    'Filas importadas por {period, select, week {semana} month {mes} other {día}} (UTC)',
  'reports.chart-successes': 'Correctas: {count, number}',
  'reports.chart-failures': 'Con error: {count, number}',
  'reports.chart-activity-of':
    '{period, select, week {Semana del {day}} month {Mes del {day}} other {{day}}}. Correctas: {successes, number}; con error: {failures, number}',
};
