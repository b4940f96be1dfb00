import type { TenantAccounts } from '../../../commands/tenant/accounts-file.ts';
import type { ProgramClient } from './demo.ts';

/** The clients of tenants that were made on the running product: each acts as an admin of its tenant. */
export function tenantClients(tenants: TenantAccounts): ProgramClient[] {
  return Object.entries(tenants).map(([slug, { clientSecret }]) => ({
    id: `${slug}-hr`,
    secret: clientSecret,
    subject: `${slug}-hr`,
    tenant: slug,
    roles: ['lms_admin'],
  }));
}
