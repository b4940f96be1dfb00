import type { BULK_IMPORT as EN } from '../../en/pages/bulk-import.ts';
import type { Translated } from '../../texts.ts';

export const BULK_IMPORT: Translated<typeof EN> = {
  'bulk-import.title': 'Importación masiva',
  'bulk-import.about':
    'Incorpore al LMS cursos y certificaciones anteriores desde archivos CSV. <link>Leer las instrucciones</link>',

  'bulk-import.how-to': 'Cómo importar',
  'bulk-import.show-steps': 'Mostrar los pasos',
  'bulk-import.hide-steps': 'Ocultar los pasos',
  'bulk-import.step-template':
    '<b>Descargue una plantilla CSV.</b> El archivo de instrucciones indica qué columnas son obligatorias.',
  'bulk-import.step-rows':
    '<b>Complete una fila por cada registro.</b> Encontrará los nombres de usuario y los ID de empleado en el informe <report>Detalle de personas con identificador</report>. No es necesario que los cursos y las certificaciones existan en el LMS. Un archivo de otro sistema puede quedar tal como está: indique en esta página qué son sus columnas.',
  'bulk-import.step-check':
    '<b>Suba el archivo y compruébelo.</b> La comprobación muestra, antes de que se importe nada, qué se añadiría, qué se sobrescribiría y qué filas tienen errores. Los cursos sobrescriben el registro de la persona con el mismo número de curso; las certificaciones siempre se añaden. Todo se importa como completado.',
  'bulk-import.step-import':
    '<b>Impórtelo y sígalo en el historial de importaciones.</b> Puede salir de esta página; las comprobaciones y las importaciones continúan. Si hay filas con error, <errors>corrija el archivo de errores</errors> y vuelva a subirlo. Una importación se puede <undo>deshacer</undo>.',
  'bulk-import.courses-template': 'Plantilla de cursos',
  'bulk-import.certifications-template': 'Plantilla de certificaciones',
  'bulk-import.courses-example': 'Ejemplo de cursos',
  'bulk-import.certifications-example': 'Ejemplo de certificaciones',
  'bulk-import.instructions': 'Instrucciones',

  'bulk-import.history': 'Historial de importaciones',
  'bulk-import.import-count': '{count, plural, one {# importación} other {# importaciones}}',
  'bulk-import.loading': 'Cargando el historial de importaciones',
  'bulk-import.not-loaded': 'No se pudo cargar el historial de importaciones',
  'bulk-import.pages': 'Páginas del historial de importaciones',
  'bulk-import.none-match': 'Ninguna importación coincide',
  'bulk-import.none-match-explanation':
    'Ninguna importación tiene este nombre de archivo, tipo, estado, persona y fecha.',
  'bulk-import.none-yet': 'Todavía no hay importaciones',
  'bulk-import.none-yet-explanation':
    'Las importaciones aparecen aquí en cuanto se sube un archivo y se actualizan solas.',

  'bulk-import.filters': 'Filtrar el historial de importaciones',
  'bulk-import.file-name': 'Nombre del archivo',
  'bulk-import.all-types': 'Todos los tipos',
  'bulk-import.all-statuses': 'Todos los estados',
  'bulk-import.person-example': 'Nombre o usuario',
  'bulk-import.from': 'Desde',
  'bulk-import.to': 'Hasta',

  'bulk-import.last-updated': 'Actualizada',
  'bulk-import.initiated-by': 'Iniciada por',
  'bulk-import.type': 'Tipo',
  'bulk-import.status': 'Estado',
  'bulk-import.error-files': 'Errores',
  'bulk-import.original-file': 'Archivo original',

  'bulk-import.total-unknown': 'Todavía no se sabe',
  'bulk-import.not-imported-yet': 'Todavía sin importar',
  'bulk-import.no-error-file': 'Sin archivo de errores',
  'bulk-import.download-errors': 'Descargar<hidden> el archivo de errores de {title}</hidden>',
  'bulk-import.download-original': 'Descargar el archivo original',
  'bulk-import.download-original-of': 'Descargar el archivo original de {title}',
  'bulk-import.file-removed': 'El archivo se eliminó.',
  'bulk-import.uploaded-before': 'Ya se subió <link>antes</link>',
  'bulk-import.show-reasons': 'Mostrar los motivos',
  'bulk-import.hide-reasons': 'Ocultar los motivos',
  'bulk-import.failures-show-reasons':
    '{count, number}<hidden> {count, plural, one {fila con error} other {filas con error}} de {named, select, yes {{file}} other {esta importación}}: mostrar los motivos</hidden>',
  'bulk-import.failures-hide-reasons':
    '{count, number}<hidden> {count, plural, one {fila con error} other {filas con error}} de {named, select, yes {{file}} other {esta importación}}: ocultar los motivos</hidden>',
};
