import type { Reason } from '#shared/csv/reason.ts';
import type { UserValues } from '#shared/records/record-values.ts';
import type { Language } from '#shared/texts/languages.ts';
import type { TenantDirectory } from '../people/people-directory.ts';
import { userMismatch, userNotFound } from './user-reasons.ts';

/**
 * Finds whose record it is: by username or by employee id; given both, they must name the same person.
 *
 * @param language of the reason
 * @returns the person's id, or why there is none; undefined when the record names no one
 */
export function findUser(
  user: UserValues,
  directory: TenantDirectory,
  language: Language,
): number | Reason | undefined {
  const { username, usernameFolded, employeeId } = user;
  if (usernameFolded === null && employeeId === null) return undefined;
  const byUsername = usernameFolded === null ? undefined : directory.byUsername(usernameFolded);
  const byEmployeeId = employeeId === null ? undefined : directory.byEmployeeId(employeeId);
  const isUsernameMissing = usernameFolded !== null && byUsername === undefined;
  const isEmployeeIdMissing = employeeId !== null && byEmployeeId === undefined;
  if (isUsernameMissing || isEmployeeIdMissing) {
    const missing = {
      username: isUsernameMissing ? username : null,
      employeeId: isEmployeeIdMissing ? employeeId : null,
    };
    return userNotFound(missing, language);
  }
  if (byUsername !== undefined && byEmployeeId !== undefined && byUsername !== byEmployeeId) {
    return userMismatch(username ?? '', employeeId ?? '', language);
  }
  return byUsername ?? byEmployeeId;
}
