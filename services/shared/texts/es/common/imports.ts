import type { IMPORTS as EN } from '../../en/common/imports.ts';
import type { Translated } from '../../texts.ts';

export const IMPORTS: Translated<typeof EN> = {
  'imports.total': 'Total',
  'imports.successes': 'Correctas',
  'imports.failures': 'Con error',
  'imports.error-file': 'Archivo de errores',
  'imports.imported-before': 'Este archivo ya se importó',
  'imports.import-again': 'Volver a importarlo',
  'imports.keep-what-record-has': 'Conservar lo que tiene el registro',
  'imports.keep-record': 'Conservar el registro',
  'imports.same-for-every-row': 'Lo mismo en todas las filas',
  'imports.delayed':
    'Con retraso: {server, select, clickhouse {la base de datos de informes} kafka {el registro de mensajes} other {el almacén de archivos}} no está disponible. No se pierde nada.',
  'imports.status.In progress': 'En curso',
  'imports.status.Complete': 'Completada',
  'imports.status.Complete but with errors': 'Completada con errores',
  'imports.status.Cancelled': 'Cancelada',
  'imports.status.Checking': 'En comprobación',
  'imports.status.Ready to import': 'Lista para importar',
  'imports.status.Needs settings': 'Faltan ajustes',
  'imports.status.Needs approval': 'Pendiente de aprobación',
  'imports.status.Discarded': 'Descartada',
};
