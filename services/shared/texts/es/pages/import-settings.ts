import type { IMPORT_SETTINGS as EN } from '../../en/pages/import-settings.ts';
import type { Translated } from '../../texts.ts';

export const IMPORT_SETTINGS: Translated<typeof EN> = {
  'import-settings.title': 'Ajustes de la importación',

  'import-settings.encoding.utf-8': 'UTF-8',
  'import-settings.encoding.windows-1252': 'Windows-1252 (Europa occidental)',
  'import-settings.encoding.windows-1250': 'Windows-1250 (Europa central)',
  'import-settings.encoding.windows-1251': 'Windows-1251 (cirílico)',
  'import-settings.encoding.macintosh': 'Mac OS Roman',
  'import-settings.encoding.shift_jis': 'Shift JIS (japonés)',
  'import-settings.encoding.gb18030': 'GB 18030 (chino)',

  'import-settings.record-type': 'Tipo de registro',
  'import-settings.recognize-type': 'Reconocer por el encabezado',
  'import-settings.date-format': 'Formato de fecha del archivo',
  'import-settings.recognize-dates': 'Reconocer o preguntar',
  'import-settings.file-encoding': 'Codificación',

  'import-settings.question.encoding': '¿Qué codificación tiene el archivo?',
  'import-settings.question.delimiter': 'El archivo tiene dos separadores',
  'import-settings.question.date-format': '¿Cómo escribe las fechas el archivo?',
  'import-settings.question.status-column': '¿Se completaron todos estos?',
  'import-settings.question.same-file': 'Este archivo ya se importó',
  'import-settings.question.unknown-type': '¿Qué contiene el archivo?',
  'import-settings.question.missing-column': 'Faltan columnas',
  'import-settings.question.duplicate-column': 'Hay columnas repetidas',
  'import-settings.answer-with-example': '{answer}: {example}',
  'import-settings.import-as-it-is': 'Importarlo tal como está',

  'import-settings.file-columns': 'Columnas del archivo',
  'import-settings.what-columns-are': 'Qué son las columnas del archivo',
  'import-settings.use-suggestions':
    '{count, plural, one {Usar la sugerencia} other {Usar las # sugerencias}}',
  'import-settings.more-columns': '{count, plural, one {y # columna más} other {y # columnas más}}',
  'import-settings.filled-rows': '{filled, number} de {rows, plural, one {# fila} other {# filas}}',
  'import-settings.filled-rows-with-values':
    '{filled, number} de {rows, plural, one {# fila} other {# filas}}: {values}',
  'import-settings.title-imported-as': '{title} se importa como',
  'import-settings.column-not-imported': 'No se importa',
  'import-settings.required-columns': 'Obligatorias',
  'import-settings.optional-columns': 'Opcionales',
  'import-settings.use-suggestion': '¿{suggestion}? Usar<hidden> para {title}</hidden>',
  'import-settings.date-fails': '{value} → con error',
  'import-settings.column-of-file': 'Columna del archivo',
  'import-settings.imported-as': 'Se importa como',
  'import-settings.rows-with-value': 'Filas con valor',
  'import-settings.first-values': 'Primeros valores',
  'import-settings.filled-of-rows': '{filled, number} de {rows, number}',
  'import-settings.not-imported': 'no se importa',
  'import-settings.not-imported-suggestion': 'no se importa (¿{suggestion}?)',

  'import-settings.unknown-course-types': 'Tipos de curso que el LMS no tiene',
  'import-settings.unknown-course-types-advice':
    'Indique qué tipo de curso significa cada uno; las filas con los demás quedan con error.',
  'import-settings.value-means': '{value} significa',
  'import-settings.value-means-nothing': 'Ninguno: filas con error',

  'import-settings.every-row-advice':
    'Si el archivo no tiene esa columna, todas las filas pueden recibir el mismo texto.',
  'import-settings.column-of-every-row': '{column} de todas las filas',
  'import-settings.not-chosen': 'Sin elegir',
  'import-settings.dates-of-file': 'Como escribe las fechas el archivo',
  'import-settings.either-column': '{first} o {second}',

  'import-settings.blank-cells': 'Si una celda está en blanco o falta una columna en el archivo',
  'import-settings.clear-what-record-has': 'Borrar lo que tiene el registro',
  'import-settings.older-rows': 'Si el registro se completó después que la fila',
  'import-settings.overwrite-record': 'Sobrescribir el registro',

  'import-settings.save-choices': 'Guardar esta selección para el próximo archivo con los mismos títulos',
  'import-settings.mapping-name': 'Un nombre, como Exportación del LMS anterior',
  'import-settings.save': 'Guardar',
  'import-settings.replace-saved': 'Reemplazar la guardada',
  'import-settings.saved': 'Se guardó. Se ofrecerá con el próximo archivo que tenga estos títulos.',
  'import-settings.announced-saved': 'Se guardó como {name}.',
  'import-settings.mapping-fits': 'Una asignación guardada sirve para este archivo',
  'import-settings.mapping-saved-for': '«{name}» se guardó para archivos con estos títulos.',
  'import-settings.use-mapping': 'Usarla',
};
