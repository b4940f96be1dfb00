import type { E_MAILS as EN } from '../../en/services/e-mails.ts';
import type { Translated } from '../../texts.ts';

export const E_MAILS: Translated<typeof EN> = {
  'e-mails.undone': 'Importación deshecha: {name}',
  'e-mails.restored': 'Registros restaurados: {records, number}',
  'e-mails.removed': 'Registros eliminados: {records, number}',
  'e-mails.stayed': 'Registros que no se tocaron porque se cambiaron después: {records, number}',
  'e-mails.needs-approval': 'Pendiente de aprobación: {name}',
  'e-mails.would-overwrite':
    '{name} sobrescribiría {records, plural, one {# registro} other {# registros}}, por lo que un administrador del LMS debe aprobar la importación.',
  'e-mails.approve': 'Revise y apruebe la importación: {link}',
  'e-mails.ended': '{status}: {name}',
  'e-mails.import-ended': 'La importación de {name} ha terminado. Estado: {status}.',
  'e-mails.rows': 'Filas: {rows, number}',
  'e-mails.successes': 'Correctas: {rows, number}',
  'e-mails.failures': 'Con error: {rows, number}',
  'e-mails.why-rows-failed': 'Por qué fallaron las filas:',
  'e-mails.reason': '{rows, number}  {reason}',
  'e-mails.results': 'Resultados: {link}',
  'e-mails.results-and-error-file': 'Resultados y archivo de errores: {link}',
  'e-mails.unnamed-file':
    'registros de formación ({type, select, courses {cursos} certifications {certificaciones} other {}})',
};
