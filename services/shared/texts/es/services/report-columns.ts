import type { REPORT_COLUMNS as EN } from '../../en/services/report-columns.ts';
import type { Translated } from '../../texts.ts';

export const REPORT_COLUMNS: Translated<typeof EN> = {
  'report-columns.people-detail-with-pid': 'Detalle de personas con identificador',
  'report-columns.certifications-by-certification': 'Certificaciones por certificación',
  'report-columns.courses-by-course': 'Cursos por curso',
  'report-columns.import-activity': 'Actividad de importación',

  'report-columns.username': 'Nombre de usuario',
  'report-columns.employee-id': 'ID de empleado',
  'report-columns.first-name': 'Nombre',
  'report-columns.last-name': 'Apellidos',
  'report-columns.email': 'Correo electrónico',
  'report-columns.records': 'Registros',
  'report-columns.people': 'Personas',
  'report-columns.last-completion': 'Última finalización',
  'report-columns.expired': 'Vencidas',
  'report-columns.expiring': 'Vencen en {days} días',
  'report-columns.status': 'Estado',
  'report-columns.status-completed': 'completado',
  'report-columns.validity': 'Vigencia',
  'report-columns.day': 'Día',
  'report-columns.type': 'Tipo',
  'report-columns.imports': 'Importaciones',
  'report-columns.total': 'Total',
  'report-columns.successes': 'Correctas',
  'report-columns.failures': 'Con error',

  'report-columns.validity-no expiry': 'no vence',
  'report-columns.validity-expired': 'vencida',
  'report-columns.validity-expiring': 'vence pronto',
  'report-columns.validity-valid': 'vigente',
  'report-columns.validity-renewed': 'renovada',
  'report-columns.type-courses': 'cursos',
  'report-columns.type-certifications': 'certificaciones',

  'report-columns.record': 'Registro',
  'report-columns.record-courses': 'Curso',
  'report-columns.record-certifications': 'Certificación',

  'report-columns.time': 'Hora',
  'report-columns.name': 'Nombre',
  'report-columns.action': 'Acción',
  'report-columns.what': 'Qué',
  'report-columns.import': 'Importación',
  'report-columns.file': 'Archivo',
  'report-columns.subject': 'Objeto',
};
