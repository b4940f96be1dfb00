import { AUDIT_ACTIONS } from './common/audit-actions.ts';
import { DIRECTIONS } from './common/directions.ts';
import { IMPORTS } from './common/imports.ts';
import { INSPECTION } from './common/inspection.ts';
import { RECORDS } from './common/records.ts';
import { E_MAILS } from './services/e-mails.ts';
import { FILES } from './services/files.ts';
import { INSTRUCTIONS } from './services/instructions.ts';
import { PROBLEMS } from './services/problems.ts';
import { REASONS } from './services/reasons.ts';
import { REPORT_COLUMNS } from './services/report-columns.ts';
import { SIGN_IN } from './services/sign-in.ts';

/** Every text that services write: into files, answers and e-mails, in English. */
export const SERVICES = {
  ...AUDIT_ACTIONS,
  ...DIRECTIONS,
  ...IMPORTS,
  ...INSPECTION,
  ...RECORDS,
  ...E_MAILS,
  ...FILES,
  ...INSTRUCTIONS,
  ...PROBLEMS,
  ...REASONS,
  ...REPORT_COLUMNS,
  ...SIGN_IN,
} as const;
