import { z } from 'zod';

/** Who makes a request, from a token or a session; the tenant comes from here and from nowhere else. */
export interface Principal {
  readonly tenant: string;
  /** The person's username, or the client's id. */
  readonly subject: string;
  readonly roles: readonly string[];
  /** The display name, when the identity provider gives one. */
  readonly name?: string | undefined;
}

export const ADMIN_ROLE = 'lms_admin';

export function isAdmin(principal: Principal): boolean {
  return principal.roles.includes(ADMIN_ROLE);
}

/**
 * What PostgreSQL can hold and a log line can show; a longer name than this is no one's. NUL would make each statement
 * fail that the name is given to.
 */
const identifier = z.string().regex(/^[^\p{Cc}]{1,255}$/u);

const claims = z.object({
  tenant: identifier,
  sub: identifier,
  roles: z.array(z.string()),
  name: z.string().min(1).optional(),
});

/** The principal that a verified token's claims name, or undefined when they name none. */
export function principalOf(payload: unknown): Principal | undefined {
  const result = claims.safeParse(payload);
  if (!result.success) return undefined;
  const { tenant, sub, roles, name } = result.data;
  return { tenant, subject: sub, roles, name };
}
