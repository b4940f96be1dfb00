import type { REASONS as EN } from '../../en/services/reasons.ts';
import type { Translated } from '../../texts.ts';

export const REASONS: Translated<typeof EN> = {
  'reasons.required': '{column}: la celda está en blanco; rellénela',
  'reasons.too-long':
    '{column}: el valor «{value}» tiene {length, number} caracteres; acórtelo a {most, number}',
  'reasons.invalid-character':
    '{column}: el valor «{value}» tiene un carácter que no se pudo leer; guarde el archivo como UTF-8 o elija su codificación',
  'reasons.control-character':
    '{column}: el valor «{value}» tiene un carácter de control ({character}); elimínelo',
  'reasons.two-digit-year':
    '{column}: el valor «{value}» tiene un año de dos cifras, que no indica el siglo; escriba las cuatro cifras',
  'reasons.time-zone':
    '{column}: el valor «{value}» tiene una zona horaria, con la que el día depende del lugar; escriba solo el día',
  'reasons.no-such-day': '{column}: «{value}» no es un día del calendario; corríjalo',
  'reasons.no-such-day-in-format':
    '{column}: «{value}» no es un día del calendario en el formato {format}; corríjalo o importe el archivo con el formato de fecha {others}',
  'reasons.not-a-date': '{column}: «{value}» no es una fecha; escríbala como {format}, por ejemplo {example}',
  'reasons.not-a-date-in-format':
    '{column}: «{value}» no es una fecha en el formato {format}, como {example}; corríjala o importe el archivo con el formato de fecha {others}',
  'reasons.date-too-early':
    '{column}: la fecha «{value}» es demasiado antigua; use un día a partir de {earliest}',
  'reasons.date-in-future':
    '{column}: la fecha «{value}» está en el futuro; use el día en que ocurrió de verdad',
  'reasons.date-after':
    '{column}: {date} es posterior a {otherDate} ({other}); corrija una de las dos fechas',
  'reasons.date-before':
    '{column}: {date} es anterior a {otherDate} ({other}); corrija una de las dos fechas',
  'reasons.invalid-number':
    '{column}: «{value}» no es un número; use cifras con punto decimal, por ejemplo {example}',
  'reasons.invalid-whole-number':
    '{column}: «{value}» no es un número entero; use solo cifras, por ejemplo {example}',
  // Without groups: a file has a decimal point, by which 10.000 is ten.
  'reasons.number-out-of-range':
    '{column}: «{value}» está fuera del intervalo; use un número de {least, number, ::group-off} a {most, number, ::group-off}',
  'reasons.too-many-decimals':
    '{column}: «{value}» tiene demasiados decimales; use {most, number} como máximo',
  'reasons.unknown-course-type':
    '{column}: «{value}» no es un tipo de curso; use uno de los siguientes: {types}',
  'reasons.user-required': '{username} e {employeeId}: las dos celdas están en blanco; rellene una de ellas',
  'reasons.user-not-found':
    'Nadie en el LMS tiene {missing, select, username {el nombre de usuario «{username}»} employeeId {el ID de empleado «{employeeId}»} other {el nombre de usuario «{username}» ni el ID de empleado «{employeeId}»}}; {missing, select, username {búsquelo} employeeId {búsquelo} other {búsquelos}} en el informe Detalle de personas con identificador',
  'reasons.user-mismatch':
    '{usernameColumn}: «{username}» y «{employeeId}» ({employeeIdColumn}) son de personas distintas; corrija uno de los dos o déjelo en blanco',
  'reasons.too-few-cells':
    'La fila tiene {cells, plural, one {1 celda} other {{cells} celdas}}, pero el encabezado tiene {columns} columnas; añada las celdas que faltan al final',
  'reasons.too-many-cells':
    'La fila tiene {cells} celdas, pero el encabezado tiene {columns}; escriba entre comillas la celda que contiene el separador',
  'reasons.stray-quote':
    'La fila tiene unas comillas fuera de lugar; escriba toda la celda entre comillas y duplique las que haya dentro',
  'reasons.unclosed-quote':
    'Hay unas comillas que no se cierran, por lo que el resto del archivo cuenta como esta fila; ciérrelas o elimínelas',
  'reasons.record-too-long': 'La fila tiene más de {most, number} caracteres; acórtela',

  'reasons.title.too-few-cells': 'Faltan celdas en la fila',
  'reasons.title.too-many-cells': 'Sobran celdas en la fila',
  'reasons.title.stray-quote': 'Comillas fuera de lugar',
  'reasons.title.unclosed-quote': 'Comillas sin cerrar',
  'reasons.title.record-too-long': 'Fila demasiado larga',
  'reasons.title.user-required': 'Sin nombre de usuario ni ID de empleado',
  'reasons.title.user-not-found': 'Persona desconocida',
  'reasons.title.user-mismatch': 'Nombre de usuario e ID de empleado de personas distintas',
  'reasons.title.unknown-course-type': 'Tipo de curso desconocido',
  'reasons.title.undecodable': 'Mensaje que no se puede leer',
  'reasons.title.unknown-import': 'Importación desconocida',
  'reasons.title.not-an-open-feed': 'Flujo de datos que no está abierto',
  'reasons.title.required': '{column}: falta el valor',
  'reasons.title.too-long': '{column}: valor demasiado largo',
  'reasons.title.invalid-date': '{column}: el valor no es una fecha',
  'reasons.title.date-too-early': '{column}: fecha demasiado antigua',
  'reasons.title.date-in-future': '{column}: fecha en el futuro',
  'reasons.title.invalid-number': '{column}: el valor no es un número',
  'reasons.title.number-out-of-range': '{column}: valor fuera del intervalo',
  'reasons.title.too-many-decimals': '{column}: demasiados decimales',
  'reasons.title.invalid-character': '{column}: carácter ilegible',
  'reasons.title.control-character': '{column}: carácter de control',
  'reasons.title.dates-out-of-order': '«{early}» es anterior a «{late}»',
};
