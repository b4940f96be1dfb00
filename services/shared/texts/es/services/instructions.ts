import type { INSTRUCTIONS as EN } from '../../en/services/instructions.ts';
import type { Translated } from '../../texts.ts';

export const INSTRUCTIONS: Translated<typeof EN> = {
  'instructions.title': 'IMPORTACIÓN MASIVA DEL HISTORIAL DE FORMACIÓN',
  'instructions.template':
    'Parta de la plantilla de cursos o de certificaciones; el archivo de ejemplo la muestra rellenada.',
  'instructions.quoted': '«{words}»',
  'instructions.size': '{megabytes, number} MB',
  'instructions.column':
    '{title} ({requirement, select, required {obligatoria} conditional {obligatoria si «{other}» está en blanco} other {opcional}})',
  'instructions.column-format': 'Formato: {format}',
  'instructions.column-example': 'Ejemplo: {example}',
  'instructions.example-row': 'Una fila de ejemplo:',
};
