import type { CHECK as EN } from '../../en/pages/check.ts';
import type { Translated } from '../../texts.ts';

export const CHECK: Translated<typeof EN> = {
  'check.loading': 'Cargando la comprobación',
  'check.not-loaded': 'No se pudo cargar la comprobación',

  'check.progress': 'Comprobando {done, number} de {total, plural, one {# fila} other {# filas}}',
  'check.progress-of': '{named, select, yes {Comprobación de {file}} other {Comprobación del archivo}}',
  'check.under-way':
    'Todavía no se ha importado nada. Puede salir de esta página; podrá volver a ella desde el historial de importaciones.',

  'check.needs-approval': 'Un administrador del LMS debe aprobar esta importación',
  'check.needs-approval-reason':
    'Sobrescribe más registros de los que su organización permite sin aprobación.',
  'check.summary': '{rows, plural, one {# fila} other {# filas}}: {findings}',
  'check.summary-of-nothing': '{rows, plural, one {# fila} other {# filas}}: ninguna',
  'check.counted-new': '{count, plural, one {# nueva} other {# nuevas}}',
  'check.counted-overwrite':
    '{count, plural, one {# sobrescribe un registro} other {# sobrescriben un registro}}',
  'check.counted-overwrite-details':
    '{count, plural, one {# sobrescribe un registro} other {# sobrescriben un registro}} ({details})',
  'check.counted-newer':
    '{count, plural, one {# registro es más reciente que el del archivo} other {# registros son más recientes que los del archivo}}',
  'check.counted-losing':
    '{count, plural, one {# registro pierde un valor} other {# registros pierden un valor}}',
  'check.counted-unchanged': '{count, plural, other {# sin cambios}}',
  'check.counted-superseded':
    '{count, plural, one {# reemplazada por una fila posterior del archivo} other {# reemplazadas por una fila posterior del archivo}}',
  'check.counted-kept':
    '{count, plural, one {# omitida por ser más antigua que el registro} other {# omitidas por ser más antiguas que el registro}}',
  'check.counted-failing': '{count, plural, other {# con error}}',
  'check.nothing-imported': 'Todavía no se ha importado nada.',
  'check.people':
    '{people, plural, one {Las filas corresponden a # persona.} other {Las filas corresponden a # personas.}}',
  'check.download-rows': 'Descargar qué ocurriría con cada fila',
  'check.figures': 'Lo que haría la importación',
  'check.new': 'Nuevas',
  'check.overwrite': 'Sobrescriben',
  'check.unchanged': 'Sin cambios',
  'check.fail': 'Con error',
  'check.same-file':
    '{type, select, certifications {Las certificaciones nunca se combinan, así que volver a importarlo añade un segundo registro por cada una de sus filas.} other {Sus filas sobrescriben una vez más los mismos registros.}} <link>Ver la importación anterior</link>',
  'check.replaces-newer':
    '{count, plural, one {# de los registros sobrescritos se completó después que las filas del archivo} other {# de los registros sobrescritos se completaron después que las filas del archivo}}',
  'check.keep-newer': 'Conservar los registros más recientes',
  'check.loses-values':
    '{count, plural, one {# de los registros sobrescritos pierde un valor, porque el archivo no tiene ninguno ahí} other {# de los registros sobrescritos pierden un valor, porque el archivo no tiene ninguno ahí}}',
  'check.keep-values': 'Conservar estos valores',
  'check.changed-since':
    '{count, plural, one {# registro del archivo cambió después de esta comprobación} other {# registros del archivo cambiaron después de esta comprobación}}',
  'check.check-again': 'Volver a comprobar',

  'check.import': 'Importar',
  'check.approve-and-import': 'Aprobar e importar',
  'check.change-settings': 'Cambiar los ajustes',
  'check.discard': 'Descartar',
  'check.announced-import': '{named, select, yes {Importando {file}.} other {Importando el archivo.}}',
  'check.needs-other-person': 'Otra persona debe aprobar esta importación',
  'check.needs-other-person-reason':
    'Usted subió este archivo. En su organización, quien aprueba una importación no puede ser quien la subió: pida a otro administrador del LMS que abra esta página.',
  'check.not-imported': 'El archivo no se importó',

  'check.discard-question': '¿Descartar este archivo?',
  'check.discard-consequence':
    '{named, select, yes {No se ha importado nada de {file}.} other {No se ha importado nada del archivo.}} Se eliminarán el archivo, sus ajustes y su comprobación.',
  'check.keep-file': 'Conservarlo',
  'check.discard-file': 'Descartar el archivo',
  'check.announced-discard': '{named, select, yes {Se descartó {file}.} other {Se descartó el archivo.}}',
  'check.not-discarded': 'El archivo no se descartó',

  'check.failing-rows': '{count, plural, one {# fila con error} other {# filas con error}}',
  'check.failing-rows-advice':
    'Las demás filas se pueden importar de todos modos. Las filas con error están en el archivo de errores para que pueda corregirlas.',
  'check.error-file': 'Archivo de errores previsto',

  'check.changed-records': 'Registros que cambian',
  'check.changed-records-all': 'Todos los registros que se sobrescribirían.',
  'check.changed-records-first':
    'Los primeros {shown, number} de los {all, number} registros que se sobrescribirían.',
  'check.row': 'Fila',
  'check.person': 'Persona',
  'check.course-number': 'Número de curso',
  'check.changes': 'Qué cambia',

  'check.settings': 'Ajustes',
  'check.settings-question': '¿Cómo se debe leer este archivo?',
  'check.loading-settings': 'Cargando los ajustes',
  'check.settings-not-loaded': 'No se pudieron cargar los ajustes',
  'check.still-to-answer': 'Responda a lo que se pregunta arriba; después se podrá comprobar el archivo.',
  'check.columns-needed': 'Todavía falta: {columns}. Indique a qué columna del archivo corresponde cada una.',
  'check.check': 'Comprobar',
  'check.leave-settings': 'Dejarlos como están',
  'check.announced-check': '{named, select, yes {Comprobando {file}.} other {Comprobando el archivo.}}',
  'check.announced-questions': 'Todavía queda algo por responder sobre el archivo.',
  'check.not-checked': 'El archivo no se comprobó',
};
