import type { DIRECTIONS_PAGE as EN } from '../../en/pages/directions.ts';
import type { Translated } from '../../texts.ts';

export const DIRECTIONS_PAGE: Translated<typeof EN> = {
  'directions-page.title': 'Instrucciones para la importación masiva',
  'directions-page.description':
    'Parta de la plantilla de <courses>cursos</courses> o de <certifications>certificaciones</certifications>; rellenada, se parece al ejemplo de <courses-example>cursos con filas</courses-example> o de <certifications-example>certificaciones con filas</certifications-example>. Esta página se puede imprimir o guardar como <instructions>archivo de instrucciones</instructions> de texto sin formato.',
  'directions-page.here': 'Instrucciones',
  'directions-page.print': 'Imprimir esta página',
  'directions-page.columns-loading': 'Cargando las columnas',
  'directions-page.columns-not-loaded': 'No se pudieron cargar las columnas',
  'directions-page.column': 'Columna',
  'directions-page.required': 'Obligatoria',
  'directions-page.format': 'Formato',
  'directions-page.example': 'Ejemplo',
  'directions-page.explanation': 'Qué es',
};
