import type { UNDO as EN } from '../../en/pages/undo.ts';
import type { Translated } from '../../texts.ts';

export const UNDO: Translated<typeof EN> = {
  'undo.action': 'Deshacer esta importación',
  'undo.possible-until': 'Posible hasta el <time></time>',
  'undo.question': '¿Deshacer esta importación?',
  'undo.counting': 'Contando los registros',
  'undo.not-counted': 'No se pudo contar lo que se desharía',
  'undo.close': 'Cerrar',
  'undo.afterwards':
    'Después, el archivo cuenta como si nunca se hubiera subido. La reversión no se puede deshacer, pero el archivo se puede volver a importar.',
  'undo.announced': 'Ha comenzado: {undo}.',

  'undo.restores':
    '{count, plural, one {# registro recupera lo que tenía antes.} other {# registros recuperan lo que tenían antes.}}',
  'undo.removes': '{count, plural, one {Se elimina # registro.} other {Se eliminan # registros.}}',
  'undo.removes-courses':
    '{count, plural, one {Se elimina # registro, porque antes no existía.} other {Se eliminan # registros, porque antes no existían.}}',
  'undo.leaves':
    '{count, plural, one {# registro queda como está, porque una importación posterior lo cambió.} other {# registros quedan como están, porque una importación posterior los cambió.}}',
  'undo.changes-nothing':
    'Ningún registro está como lo escribió esta importación, así que no cambia ninguno.',

  'undo.refused': 'Esta importación no se puede deshacer.',
  'undo.refused.already-undone': 'Esta importación ya se deshizo.',
  'undo.refused.forbidden': 'En su organización, son otras personas quienes pueden deshacer importaciones.',
  'undo.refused.not-finished': 'Se podrá deshacer cuando haya terminado.',
  'undo.refused.undo-period-over': 'El plazo para deshacerla ha terminado.',
  'undo.refused-since': 'Se podía deshacer hasta el {time}.',
  'undo.refused-feed':
    'La entrada de un flujo de datos en curso no se puede deshacer en su totalidad. Sus registros se pueden deshacer uno por uno, desde el perfil de cada persona.',

  'undo.takes-back':
    '{records, select, one {Deshace un registro que escribió <import></import>.} other {Deshace los registros que escribió <import></import>.}}',
  'undo.is-being-undone': 'Esta importación se está deshaciendo',
  'undo.was-undone': 'Esta importación se deshizo',
  'undo.is-being-taken-back': 'Lo que escribió se está deshaciendo. <link>Ver la reversión</link>',
  'undo.was-taken-back': 'Lo que escribió se deshizo. <link>Ver la reversión</link>',
};
