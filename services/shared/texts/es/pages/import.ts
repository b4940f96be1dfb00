import type { IMPORT as EN } from '../../en/pages/import.ts';
import type { Translated } from '../../texts.ts';

export const IMPORT: Translated<typeof EN> = {
  'import.loading': 'Cargando la importación',
  'import.not-loaded': 'No se pudo cargar la importación',
  'import.origin':
    '{type} · iniciada por <initiator></initiator> el <created></created> · última actualización: <updated></updated>',
  'import.download-results': 'Descargar los resultados',
  'import.audit': 'Auditoría',
  'import.original-file': 'Archivo original',
  'import.corrects':
    'Procede del archivo de errores de <link>una importación anterior</link> y se lee con sus ajustes.',
  'import.corrected-by': 'Su archivo de errores se corrigió y <link>se volvió a subir</link>.',

  'import.announced-delay': '{name}: {delay}',
  'import.announced-status': '{name}: {status}.',
  'import.announced-end':
    '{name}: {status}. {successes, plural, one {# correcta} other {# correctas}}, {failures, plural, other {# con error}}.',
  'import.announced-end-of-undo': '{name}: {status}. {results}.',
  'import.announced-progress': '{name}: {percent, number} por ciento completado.',

  'import.better-dates':
    '{reads, number} de las {values, number} fechas del archivo están escritas como {format}',
  'import.better-dates-advice':
    'El archivo guardado se puede volver a importar. Primero se comprueba, y no se escribe nada hasta que lo indique.',
  'import.again-as': 'Volver a importar como {format}',

  'import.how-file-is-read': 'Cómo se lee el archivo',
  'import.how-file-was-read': 'Cómo se leyó el archivo',
  'import.mapping': 'Asignación de columnas',
  'import.mapping-version': '{name}, versión {version, number}',
  'import.mapping-chosen': 'Elegida para este archivo',
  'import.mapping-none': 'Ninguna: sus títulos son los de la plantilla',
  'import.encoding': 'Codificación',
  'import.with-byte-order-mark': '{encoding}, con marca de orden de bytes',
  'import.dates': 'Fechas',
  'import.columns': 'Columnas',
  'import.column-not-imported': '«{title}» no se importa',
  'import.column-is': '«{title}» es {column}',
  'import.value-of-every-row': '{column}: {value}',
  'import.course-types': 'Tipos de curso',
  'import.course-type-means': '«{value}» significa {type} ({meaning})',
  'import.blank-cells': 'Celdas en blanco',
  'import.older-rows': 'Registros que se completaron después',
};
