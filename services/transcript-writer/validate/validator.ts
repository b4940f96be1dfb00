import type { RecordType } from '#shared/csv/record-types.ts';
import type { CertificationValues, CourseValues } from '#shared/records/record-values.ts';
import type { Validator, ValidatorOptions } from '#shared/records/validation.ts';
import { certificationValidator } from './certification-validator.ts';
import { courseValidator } from './course-validator.ts';

/**
 * Decides whether records are valid, apart from whose they are. Everything that does not change from
 * record to record is prepared here; the answer is pure and keeps no state, so it may be called for
 * millions of records.
 */
export function createValidator(type: 'courses', options: ValidatorOptions): Validator<CourseValues>;
export function createValidator(
  type: 'certifications',
  options: ValidatorOptions,
): Validator<CertificationValues>;
export function createValidator(
  type: RecordType,
  options: ValidatorOptions,
): Validator<CourseValues | CertificationValues>;
export function createValidator(
  type: RecordType,
  options: ValidatorOptions,
): Validator<CourseValues | CertificationValues> {
  return type === 'courses' ? courseValidator(options) : certificationValidator(options);
}
