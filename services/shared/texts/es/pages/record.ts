import type { RECORD as EN } from '../../en/pages/record.ts';
import type { Translated } from '../../texts.ts';

export const RECORD: Translated<typeof EN> = {
  'record.loading': 'Cargando el registro',
  'record.not-loaded': 'No se pudo cargar el registro',
  'record.about': 'Curso {courseNumber}',
  'record.about-none-now': 'Curso {courseNumber}. Actualmente la persona no tiene este registro.',
  'record.history': 'Historial',
  'record.history-pages': 'Páginas del historial',

  'record.outcome.current': 'Actual',
  'record.outcome.replaced': 'Reemplazado',
  'record.outcome.overtaken': 'Nunca fue el actual',
  'record.outcome.undone': 'Deshecho',
  'record.outcome.restored': 'Restaurado',

  'record.from-lms': 'Procede del LMS',
  'record.from-import': 'Procede de <import>{name}</import>, <time></time>',
  'record.what-it-changed': 'Qué cambió',
  'record.overtaken': 'Ya había un registro de una importación posterior',
  'record.overtaken-by': 'Ya había un registro de una importación posterior: <import>{name}</import>',
  'record.undone': 'Deshecho el <time></time>',
  'record.undone-by': 'Deshecho por <import>{name}</import> el <time></time>',
  'record.replaced': 'Reemplazado el <time></time>',
  'record.replaced-by': 'Reemplazado por <import>{name}</import> el <time></time>',
  'record.restored': 'Reemplazado el <time></time> y restaurado cuando se deshizo ese cambio',
  'record.restored-after':
    'Reemplazado por <import>{name}</import> el <time></time> y restaurado cuando se deshizo ese cambio',

  'record.undo': 'Deshacer este registro',
  'record.undo-too-late': 'La importación de la que procede este registro ya no se puede deshacer.',
  'record.undo-removes': 'El registro se eliminará, porque antes no había ninguno.',
  'record.undo-restores-or-removes':
    'El registro volverá a ser el que era antes de su importación, o se eliminará si no había ninguno.',
  'record.undo-restores-same': 'El registro anterior tiene los mismos valores; solo cambia su procedencia.',
  'record.undo-restores': 'El registro volverá a ser el que era antes:',
};
