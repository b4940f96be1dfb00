import type { FILES as EN } from '../../en/services/files.ts';
import type { Translated } from '../../texts.ts';

export const FILES: Translated<typeof EN> = {
  'files.row': 'Fila',
  'files.result': 'Resultado',
  'files.changed-by': 'Cambiado por',
  'files.result.added': 'nuevo',
  'files.result.overwritten': 'sobrescrito',
  'files.result.unchanged': 'sin cambios',
  'files.result.superseded': 'reemplazado por una fila posterior',
  'files.result.kept': 'más antiguo que el registro',
  'files.result.failed': 'con error',
  'files.result.skipped': 'omitido',
  'files.result.restored': 'restaurado',
  'files.result.removed': 'eliminado',
  'files.result.stayed': 'sin tocar: cambiado después',
};
