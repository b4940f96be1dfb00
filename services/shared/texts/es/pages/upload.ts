import type { UPLOAD as EN } from '../../en/pages/upload.ts';
import type { Translated } from '../../texts.ts';

export const UPLOAD: Translated<typeof EN> = {
  'upload.title': 'Subir un archivo',
  'upload.file-input': 'Archivo CSV para subir',
  'upload.drop-area': 'Suelte aquí un archivo CSV',
  'upload.invitation': 'Arrastre y suelte aquí un archivo CSV',
  'upload.limits': 'Un archivo .csv de cursos o certificaciones, de hasta {size}',
  'upload.choose-file': 'Subir archivo',
  'upload.unnamed-file': 'Archivo',

  'upload.announced-ready': '{file} está listo para subirse.',
  'upload.announced-sending': 'Subiendo {file}.',
  'upload.announced-check':
    '{named, select, yes {Se aceptó {file}.} other {Se aceptó el archivo.}} Se está comprobando.',
  'upload.announced-import':
    '{named, select, yes {Se aceptó {file}.} other {Se aceptó el archivo.}} La importación ha comenzado.',

  'upload.ready-type':
    '{type, select, courses {Cursos, {chosen, select, yes {según su elección} other {reconocidos por el encabezado}}} other {Certificaciones, {chosen, select, yes {según su elección} other {reconocidas por el encabezado}}}}',
  'upload.ready-dates': 'fechas como {format}',
  'upload.check': 'Comprobar',
  'upload.check-explained':
    'La comprobación muestra qué se agregaría, qué se sobrescribiría y qué se rechazaría. No se importa nada hasta que lo indique.',
  'upload.import-unchecked':
    'Importar {type, select, courses {los cursos} other {las certificaciones}} sin comprobar',
  'upload.change-settings': 'Cambiar los ajustes',
  'upload.hide-settings': 'Ocultar los ajustes',
  'upload.remove': 'Quitar',
  'upload.earlier-import':
    'El mismo archivo fue importado el <time></time> por <initiator></initiator>. Las certificaciones nunca se combinan, así que volver a importarlo agrega un segundo registro por cada una de sus filas. <link>Ver la importación anterior</link>',

  'upload.sent': 'Subiendo: {sent} de {size}',
  'upload.all-sent': 'Leyendo y guardando…',
  'upload.progress': 'Subida de {file}',
  'upload.other-pages':
    'Mientras tanto puede ir a otras páginas del LMS; la subida solo se detiene si sale del sitio.',
  'upload.stop': 'Detener la subida',
  'upload.interrupted': 'La subida se interrumpió. {reason}',

  'upload.another': 'Subir otro archivo',
  'upload.see-import': 'Ver la importación',
  'upload.done': 'Listo',
  'upload.not-imported-yet':
    '{rows, plural, one {# fila todavía sin importar} other {# filas todavía sin importar}}. <link>Ver la comprobación</link>',
  'upload.importing': 'Importando {rows, plural, one {# fila} other {# filas}}. Puede salir de esta página.',
  'upload.same-file-title': 'Este archivo ya se había subido',
  'upload.same-file':
    'El mismo archivo fue importado el <time></time> por <initiator></initiator>. {type, select, certifications {Las certificaciones nunca se combinan, así que ahora cada una de sus filas agrega un segundo registro.} other {Sus filas sobrescriben una vez más los mismos registros.}} <link>Ver la importación anterior</link>',
  'upload.same-file-earlier':
    'El mismo archivo ya se había importado. {type, select, certifications {Las certificaciones nunca se combinan, así que ahora cada una de sus filas agrega un segundo registro.} other {Sus filas sobrescriben una vez más los mismos registros.}} <link>Ver la importación anterior</link>',
  'upload.outcome': '{status}: {results}.',
  'upload.nothing-imported': 'No se importó nada: {results}.',
  'upload.undone': 'La importación se deshizo.',
  'upload.correct-errors':
    '{failures, plural, one {Una fila no se importó. Corríjala en el archivo de errores, que indica el motivo, y suba ese archivo.} other {# filas no se importaron. Corríjalas en el archivo de errores, que indica los motivos, y suba ese archivo.}}',
  'upload.download-errors': 'Descargar el archivo de errores',

  'upload.choose-another': 'Elegir otro archivo',
  'upload.import-as': 'Importarlo como {type, select, courses {cursos} other {certificaciones}}',
  'upload.dismiss': 'Cerrar',
  'upload.error-file-question': '¿Es este el archivo de errores de una importación?',
  'upload.error-file-answer': 'Si lo es, el LMS lo lee igual que el archivo del que procede.',
  'upload.check-as-error-file': 'Comprobarlo como archivo de errores',

  'upload.refused': 'No se aceptó el archivo',
  'upload.refused-without-reason': 'El LMS no indicó ningún motivo.',
  'upload.file-too-large': 'El archivo es demasiado grande',
  'upload.size-limit': 'Los archivos pueden ocupar hasta {size}.',
  'upload.too-many-rows': 'El archivo tiene demasiados registros',
  'upload.row-limit': 'Los archivos pueden tener hasta {rows, number} registros.',
  'upload.split-file': '{limit} Divídalo en varios archivos y súbalos uno tras otro.',
  'upload.daily-limit': 'Su organización ya subió hoy todo lo que puede subir en un día',
  'upload.daily-limit-advice': 'Vuelva a subir el archivo mañana.',
  'upload.header-too-large': 'La primera línea es demasiado larga',
  'upload.title-limit': 'La primera línea puede tener hasta {titles, number} títulos de columna.',
  'upload.not-csv': 'El tipo de archivo no es válido',
  'upload.not-csv-advice':
    'Solo se aceptan archivos .csv. Guarde la hoja de cálculo como «CSV UTF-8» y suba ese archivo.',
  'upload.not-utf-8': 'El archivo tiene una codificación que no se puede leer',
  'upload.not-utf-8-advice': 'Guárdelo como «CSV UTF-8».',
  'upload.no-records': 'El archivo está vacío',
  'upload.no-records-advice':
    'No tiene registros para importar. Agregue al menos una fila debajo del encabezado.',
  'upload.missing-columns': 'Faltan columnas',
  'upload.needed-columns': 'La primera línea del archivo debe tener estas columnas:',
  'upload.needed-columns-of-type':
    'La primera línea de un archivo de {type, select, courses {cursos} other {certificaciones}} también debe tener estas columnas:',
  'upload.looks-like': 'Este parece un archivo de {type, select, courses {cursos} other {certificaciones}}.',
  'upload.title-may-be': '«{title}» podría ser {column}',
  'upload.rename-titles': '{suggestions}: indíquelo a continuación o cambie los títulos.',
  'upload.duplicate-columns': 'Hay columnas repetidas',
  'upload.duplicate-columns-advice': 'Cada una de estas columnas puede aparecer una sola vez:',
  'upload.unrecognized-type': 'No se pudo reconocer el tipo de registro',
  'upload.unrecognized-type-advice':
    'La primera línea del archivo no tiene ninguna de las columnas que distinguen los cursos de las certificaciones. Comience con una plantilla, o elija el tipo e indique qué son sus columnas.',
  'upload.too-many-files': 'Un archivo a la vez',
  'upload.too-many-files-advice':
    'Suelte un solo archivo; puede subir el siguiente en cuanto se acepte este.',
  'upload.file-changed': 'El archivo cambió; elíjalo de nuevo',
  'upload.file-changed-reason': 'Se editó, se movió o se eliminó después de que usted lo eligió.',
  'upload.unreadable': 'No se pudo leer el archivo',
  'upload.unreadable-advice': 'Elíjalo de nuevo.',
};
