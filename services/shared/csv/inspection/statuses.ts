/** Titles, as `normalizeTitle` gives them, of columns that say how a training ended. */
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
]);

/** Values, in small letters, that say no less than that the training was completed. */
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
]);

/** A certification that is over was earned all the same; its expiration date says that it is over. */
const EARNED: ReadonlySet<string> = new Set(['expired', 'inactive', 'lapsed', 'issued', 'renewed']);

export function isStatusTitle(title: string): boolean {
  return STATUS_TITLES.has(title);
}

/** Whether a value of a status column leaves no doubt that the record may be stored as completed. */
export function saysCompleted(value: string, type: 'courses' | 'certifications'): boolean {
  // A score or a number of points is no status.
  if (!/\p{L}/u.test(value)) return true;
  const text = value.toLowerCase();
  return COMPLETED.has(text) || (type === 'certifications' && EARNED.has(text));
}
