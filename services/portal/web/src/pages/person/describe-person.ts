import type { Person } from '../../api/types.ts';
import { text } from '../../texts/texts.ts';

/** What says who somebody is, beside the name. */
export function describePerson({ username, employeeId, email, role }: Person): string {
  const parts = [
    username,
    employeeId === null ? null : text('people.profile-employee-id', { employeeId }),
    email,
    text(`people.role.${role}`),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
