import type { INSPECTION as EN } from '../../en/common/inspection.ts';
import type { Translated } from '../../texts.ts';

export const INSPECTION: Translated<typeof EN> = {
  'inspection.quoted': '«{value}»',
  'inspection.more': '{listed} y {more, number} más',
  'inspection.or': '{first} o {second}',
  'inspection.or-as': '{first} o como {second}',
  'inspection.value-rows': '{value} ({rows, plural, one {# fila} other {# filas}})',
  'inspection.zip': 'El archivo es un ZIP o una hoja de cálculo; guárdelo como CSV.',
  'inspection.pdf': 'El archivo es un documento PDF, no un CSV.',
  'inspection.utf-16': 'El archivo es texto en UTF-16; guárdelo como «CSV UTF-8».',
  'inspection.utf-32': 'El archivo es texto en UTF-32; guárdelo como «CSV UTF-8».',
  'inspection.binary': 'El archivo contiene datos binarios, no texto CSV.',
  'inspection.too-many-titles':
    'El encabezado tiene {titles, number} títulos de columna; un archivo puede tener {most, number}. Elimine las columnas que la plantilla no tiene.',
  'inspection.too-many-cells':
    'El encabezado tiene {cells, number} celdas; un archivo puede tener {most, number}. Elimine las que están en blanco al final.',
  'inspection.header-too-long':
    'El encabezado tiene más de {most, number} caracteres. La primera línea debe contener solo títulos de columna.',
  'inspection.not-of-encoding':
    '{place, select, header {El encabezado} row {La fila {row, number}} other {El archivo}} tiene bytes que no son {encoding}, así que el archivo usa otra codificación. Indique cuál es o guarde el archivo como «CSV UTF-8».',
  'inspection.not-of-encoding-but':
    '{place, select, header {El encabezado} row {La fila {row, number}} other {El archivo}} tiene bytes que no son {encoding}, así que el archivo usa otra codificación. Leído como {proposed}, el primero de ellos está en {example}. Indique cuál es o guarde el archivo como «CSV UTF-8».',
  'inspection.is-utf-8':
    'Todo el archivo es UTF-8, pero se iba a leer como {encoding}: {value} se guardaría como {stored}. Indique qué codificación tiene.',
  'inspection.delimiter':
    'El encabezado está separado por {header, select, comma {comas} semicolon {puntos y coma} tab {tabulaciones} other {barras verticales}}, pero las filas por {rows, select, comma {comas} semicolon {puntos y coma} tab {tabulaciones} other {barras verticales}}, así que no se puede leer ninguna. Guarde el archivo con un solo separador.',
  'inspection.status-column':
    'La columna {title} parece un estado, y {rows, plural, one {# fila suya indica} other {# filas suyas indican}} algo distinto de completado: {values}. Todas las filas se guardan como completadas. Elimine las que no lo estén o acéptelo.',
  'inspection.replaced-column': 'La columna {title} no se importa, porque se eligió {chosen} en su lugar.',
  'inspection.renamable-column':
    'La columna {title} no está en la plantilla, así que no se importa. Cámbiele el nombre a {suggestion} si es eso lo que contiene.',
  'inspection.unknown-column': 'La columna {title} no está en la plantilla, así que no se importa.',
  'inspection.unknown-columns':
    '{count, number} columnas no están en la plantilla, así que no se importan: {titles}.',
  'inspection.course-type':
    '{rows, plural, one {# fila tiene un tipo de curso que el LMS no tiene y dará error} other {# filas tienen un tipo de curso que el LMS no tiene y darán error}}: {values}.',
  'inspection.look-alikes':
    'Los números de curso {numbers} se ven iguales y son cursos distintos. Corríjalos si se trata de un solo curso.',
  'inspection.several-date-formats':
    'Las fechas del archivo, como {value}, se pueden leer como {formats}: cada formato lee {all, select, yes {todas ({reads, number})} other {{reads, number} de las {values, number}}}. Indique cuál usa el archivo.',
  'inspection.other-date-format':
    'Las fechas del archivo, como {value}, parecen tener el formato {format}, que lee {all, select, yes {todas ({reads, number})} other {{reads, number} de las {values, number}}}; {usual} {usualReads, plural, =0 {no lee ninguna} other {lee #}}. Indique cómo escribe las fechas el archivo.',
  'inspection.date-of-other-format':
    '{value}, en la fila {row, number}, no puede ser {format}; {others} lee {values, plural, =1 {esa fecha} other {las # fechas del archivo}}.',
  'inspection.no-date':
    '{value}, en la fila {row, number}, no es una fecha con el formato {format}{more, plural, =0 {} other { (# más tampoco)}}; esas filas darán error.',
  'inspection.missing-columns':
    'La primera línea del archivo debe tener los títulos de columna de la plantilla; faltan estos: {titles}.',
  'inspection.one-of': '{first} o {second}',
  'inspection.missing-chosen-columns':
    'Los ajustes nombran columnas que la primera línea del archivo no tiene: {titles}.',
  'inspection.no-titles': 'No tiene títulos.',
  'inspection.found-titles': 'Tiene {titles}.',
  'inspection.meant': '{title} puede ser {column}',
  'inspection.rename': '{meant}. Cambie el nombre de las que lo sean.',
  'inspection.constant-of-column':
    'Los ajustes dan un mismo texto para todas las filas de {titles}, pero el archivo tiene una columna con ese dato. Quite el texto o indique que la columna no se importa.',
  'inspection.duplicate-columns': 'La primera línea del archivo tiene una columna más de una vez: {titles}.',
  'inspection.unknown-type': 'Los títulos no indican qué contiene el archivo: cursos o certificaciones.',
};
