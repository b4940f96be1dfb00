import type { DIRECTIONS as EN } from '../../en/common/directions.ts';
import type { Translated } from '../../texts.ts';

export const DIRECTIONS: Translated<typeof EN> = {
  'directions.file': 'El archivo',
  'directions.file.kind':
    'Un archivo <code>.csv</code> de un solo tipo de registro, con una línea de encabezado y al menos un registro, de {size} como máximo. Puede tener hasta 5 millones de registros, salvo que su organización haya acordado más.',
  'directions.file.columns':
    'Las columnas pueden ir en cualquier orden; no importan las mayúsculas, los espacios, los guiones y guiones bajos, ni un asterisco, dos puntos o una aclaración entre paréntesis al final de un título. Las columnas que no están en la plantilla no se importan y la página las nombra; un archivo puede tener hasta 1000.',
  'directions.file.other-titles':
    'Los títulos de otro sistema pueden quedarse: indique en la página qué columna es cada uno. Si falta una columna obligatoria, se le puede dar un mismo texto para todas las filas. Lo que elija se puede guardar con un nombre y se ofrece para el siguiente archivo que tenga los mismos títulos.',
  'directions.file.encoding':
    'Guárdelo como «CSV UTF-8». Si el archivo tiene una codificación más antigua, como Windows-1252, elíjala al subirlo; si no es UTF-8, se le pregunta. Las celdas se separan con comas, puntos y comas, tabuladores o barras verticales.',
  'directions.file.quotes':
    'Una celda que contiene el separador, comillas o un salto de línea va entre comillas, y las comillas de su interior se duplican. Las hojas de cálculo lo hacen automáticamente.',
  'directions.file.spaces':
    'Las líneas en blanco se omiten y los espacios alrededor de un valor se quitan; en los identificadores, las fechas, los números y los tipos se quitan también los caracteres invisibles, los espacios repetidos y las protecciones frente a las hojas de cálculo, como <code>="00123"</code>. Un valor demasiado largo deja su fila con error.',
  'directions.file.not-supported': 'No se admiten planes de aprendizaje ni tipos de curso personalizados.',

  'directions.people': 'De quién es el registro',
  'directions.people.identifiers':
    'Cada fila necesita un nombre de usuario o un ID de empleado. Si tiene ambos, deben ser de la misma persona, que debe existir en el LMS.',
  'directions.people.report':
    'El informe <report>Detalle de personas con identificador</report> muestra los nombres de usuario y los ID de empleado.',

  'directions.columns': '{type, select, courses {Columnas de cursos} other {Columnas de certificaciones}}',
  // Numbers without groups: a file has a decimal point, by which 10.000 is ten.
  'directions.format':
    '{format, select, text {texto de hasta {maxLength, number} caracteres} date {fecha a partir del {earliest}} decimal {número de {min, number, ::group-off} a {max, number, ::group-off} con {decimals, number} decimales como máximo} integer {número entero de {min, number, ::group-off} a {max, number, ::group-off}} other {uno de estos: {allowed}}}',
  'directions.requirement':
    '{requirement, select, required {Obligatoria} conditional {Si «{other}» está en blanco} other {Opcional}}',

  'directions.course-types': 'Tipos de curso',
  'directions.course-types.names':
    'El archivo indica el nombre de la izquierda o su significado, a la derecha; no se distinguen mayúsculas y minúsculas. Para otros nombres, como «Aula», indique en la página qué tipo de curso es cada uno.',

  'directions.dates': 'Fechas y números',
  'directions.dates.formats':
    'Las fechas se escriben <code>YYYY-MM-DD</code>, por ejemplo <code>2023-03-25</code>. Si el archivo las escribe de otro modo, elíjalo al subirlo: <code>YYYY/MM/DD</code>, <code>YYYYMMDD</code>, <code>MM/DD/YYYY</code>, <code>DD/MM/YYYY</code>, <code>DD.MM.YYYY</code>, <code>MM-DD-YYYY</code>, <code>DD-MM-YYYY</code>, <code>DD-MMM-YYYY</code>. Vale para todas las fechas del archivo; si se pueden leer de más de un modo, se le pregunta.',
  'directions.dates.times':
    'La hora que sigue a una fecha no se tiene en cuenta. Una fecha con zona horaria, o con un año de dos cifras, deja su fila con error.',
  'directions.dates.range':
    'Las fechas empiezan el 1900-01-01. Las fechas de finalización y de emisión no pueden ser futuras.',
  'directions.dates.order':
    'La fecha de inicio no puede ser posterior a la de finalización, ni la de vencimiento anterior a la de emisión.',
  'directions.dates.numbers':
    'Los números son cifras, con punto decimal si hace falta (<code>92.5</code>), sin signo de porcentaje, sin signo más o menos y sin separador de miles.',

  'directions.matching': 'Qué ocurre con los registros existentes',
  'directions.matching.courses':
    '<strong>Los cursos se identifican por el número de curso.</strong> Si la persona ya tiene un registro con el mismo número de curso, la fila lo sobrescribe; si no, añade uno. Si hay varias filas para la misma persona y el mismo número de curso, vale la última.',
  'directions.matching.blanks':
    'Una celda en blanco, o una columna que falta en el archivo, borra lo que el registro tiene en ese campo, y una fila sobrescribe también un registro que se completó después. Ambas cosas se pueden cambiar en «Cambiar los ajustes».',
  'directions.matching.certifications':
    '<strong>Las certificaciones siempre se añaden.</strong> Cada fila añade un registro, aunque el nombre y las fechas sean los mismos que antes. Se le pregunta antes de importar el mismo archivo por segunda vez.',
  'directions.matching.need-not-exist':
    'Los cursos y las certificaciones no tienen que existir en el LMS. Todos se importan como completados.',

  'directions.check': 'Comprobar antes de importar',
  'directions.check.shows':
    '<label>Comprobar</label> lee cada fila como lo haría la importación y no importa nada. Muestra cuántos registros serían nuevos, se sobrescribirían o quedarían sin cambios, cuáles de los sobrescritos perderían un valor o se completaron más tarde que los del archivo, por qué hay filas con error y qué cambia en los diez primeros registros.',
  'directions.check.then':
    'Después, impórtelo, cambie los ajustes y vuelva a comprobarlo, o descártelo. Una comprobación tiene su propia dirección; el <history>historial de importaciones</history> lleva a ella. Si nadie la importa, se elimina a los siete días.',
  'directions.check.approval':
    'Su organización puede retener las importaciones que sobrescriben muchos registros: esperan hasta que las aprueba un administrador del LMS, que quizá deba ser una persona distinta de la que subió el archivo.',

  'directions.results': 'Qué ocurrió con cada fila',
  'directions.results.counts':
    'La página de una importación terminada cuenta sus filas: nuevas, sobrescritas, sin cambios, reemplazadas por una fila posterior, más antiguas que el registro y con error. Allí se muestra cada fila; si sobrescribió un registro, con lo que cambió en cada columna.',
  'directions.results.file':
    '<label>Descargar los resultados</label> le da el archivo tal como lo subió, con tres columnas más: la línea según la cuenta una hoja de cálculo, el resultado y los errores.',

  'directions.undo': 'Deshacer una importación',
  'directions.undo.what':
    '<label>Deshacer esta importación</label>, en la página de la importación, devuelve a cada registro lo que tenía antes y elimina los que la importación añadió. Primero muestra las cifras. Es posible durante 90 días, salvo que su organización haya elegido otro plazo, también si la importación se canceló.',
  'directions.undo.changed-since':
    'Un registro que una importación posterior haya cambiado se deja como está. La reversión muestra cada uno, con la importación que lo cambió.',
  'directions.undo.afterwards':
    'Después, es como si el archivo nunca se hubiera subido. Una reversión no se puede deshacer: vuelva a importar el archivo.',
  'directions.undo.one-record':
    'Para deshacer un solo registro, abra el perfil de la persona en <people>Personas</people>. <label>Historial</label>, junto a un curso, muestra de dónde procede y qué era antes.',

  'directions.error-file': 'Corregir las filas con error',
  'directions.error-file.what':
    'Si hay filas con error, el <history>historial de importaciones</history> ofrece un archivo de errores: esas filas tal como las escribió y, detrás, la fila que muestra una hoja de cálculo en la columna «Línea» y los motivos en la columna «Errores». Las demás filas del archivo se han importado.',
  'directions.error-file.upload':
    'Corrija las filas en el archivo de errores y súbalo tal cual. Las dos columnas se ignoran y pueden quedarse, y lo que eligió para el archivo de origen sigue valiendo.',
  'directions.error-file.encoding':
    'El archivo de errores es UTF-8 con marca de orden de bytes, sea cual sea la codificación del archivo de origen, y así se lee sea cual sea la codificación elegida. Los bytes que no se pudieron leer se conservan como estaban; en ese caso no lleva marca.',
  'directions.error-file.formulas':
    'Una celda que una hoja de cálculo tomaría por una fórmula lleva un apóstrofo delante. Déjelo; al subir el archivo se quita.',
  'directions.error-file.certifications':
    'En el caso de las certificaciones, no vuelva a subir el original completo: las filas correctas se añadirían por segunda vez.',
};
