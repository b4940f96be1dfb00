import type { FILES as EN } from '../../en/services/files.ts';
import type { Translated } from '../../texts.ts';

export const FILES: Translated<typeof EN> = {
  'files.row': 'Fila',
  'files.result': 'Resultado',
  'files.changed-by': 'Cambiado por',
  'files.result.added': 'nueva',
  'files.result.overwritten': 'sobrescrita',
  'files.result.unchanged': 'sin cambios',
  'files.result.superseded': 'reemplazada por una fila posterior',
  'files.result.kept': 'más antigua que el registro',
  'files.result.failed': 'con error',
  'files.result.skipped': 'no aplicada',
  'files.result.restored': 'restaurado',
  'files.result.removed': 'eliminado',
  'files.result.stayed': 'sin tocar: cambiado después',
};
