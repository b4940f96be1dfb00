import type { Person } from '../../api/types.ts';

/** What says who somebody is, beside the name. */
export function describePerson({ username, employeeId, email, role }: Person): string {
  const parts = [
    username,
    employeeId === null ? null : `Employee ID ${employeeId}`,
    email,
    role === 'admin' ? 'Admin' : 'Learner',
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
