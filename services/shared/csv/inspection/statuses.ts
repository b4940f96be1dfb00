import { withoutAccents } from './accents.ts';

/** Titles, as `normalizeTitle` gives them and without accents, of columns that say how a training ended. */
const STATUS_TITLES: ReadonlySet<string> = new Set([
  'status',
  'result',
  'outcome',
  'completionstatus',
  'completionstate',
  'coursestatus',
  'trainingstatus',
  'transcriptstatus',
  'learningstatus',
  'enrollmentstatus',
  'enrolmentstatus',
  'registrationstatus',
  'attendancestatus',
  'attendance',
  'passfail',
  'passed',
  'certificationstatus',
  'certificatestatus',
  'estado',
  'estatus',
  'situacion',
  'resultado',
  'estadodelcurso',
  'estadodefinalizacion',
  'estadodelaformacion',
  'estadodelacapacitacion',
  'estadodelainscripcion',
  'estadodelamatricula',
  'estadodelacertificacion',
  'estadodelcertificado',
  'asistencia',
  'aprobado',
]);

/** Values, in small letters and without accents, that say no less than that the training was completed. */
const COMPLETED: ReadonlySet<string> = new Set([
  'completed',
  'complete',
  'completed successfully',
  'successfully completed',
  'successful',
  'success',
  'passed',
  'pass',
  'p',
  'finished',
  'done',
  'fulfilled',
  'satisfied',
  'attended',
  'present',
  'certified',
  'valid',
  'current',
  'active',
  'yes',
  'y',
  'true',
  'c',
  'completado',
  'completada',
  'completo',
  'completa',
  'finalizado',
  'finalizada',
  'terminado',
  'terminada',
  'aprobado',
  'aprobada',
  'superado',
  'superada',
  'apto',
  'apta',
  'asistio',
  'asistido',
  'presente',
  'certificado',
  'certificada',
  'valido',
  'valida',
  'vigente',
  'activo',
  'activa',
  'si',
  'verdadero',
]);

/** A certification that is over was earned all the same; its expiration date says that it is over. */
const EARNED: ReadonlySet<string> = new Set([
  'expired',
  'inactive',
  'lapsed',
  'issued',
  'renewed',
  'vencido',
  'vencida',
  'caducado',
  'caducada',
  'expirado',
  'inactivo',
  'emitido',
  'emitida',
  'renovado',
  'renovada',
]);

export function isStatusTitle(title: string): boolean {
  return STATUS_TITLES.has(withoutAccents(title));
}

/** Whether a value of a status column leaves no doubt that the record may be stored as completed. */
export function saysCompleted(value: string, type: 'courses' | 'certifications'): boolean {
  // A score or a number of points is no status.
  if (!/\p{L}/u.test(value)) return true;
  const text = withoutAccents(value.toLowerCase());
  return COMPLETED.has(text) || (type === 'certifications' && EARNED.has(text));
}
