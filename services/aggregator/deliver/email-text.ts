import type { StoredEvent } from '#shared/events/event-body.ts';
import type { EventReason } from '#shared/events/event-types.ts';

/** What an e-mail says of an event. */
export interface EmailText {
  readonly subject: string;
  readonly text: string;
}

/** Longer names would not be read in a subject. */
const MAX_NAME = 80;

/** Types that whoever started the import gets an e-mail about. */
export const EMAIL_EVENT_TYPES = ['import.completed', 'import.needs_approval', 'import.undone'];

/** @param publicUrl where people open the product */
export function emailText({ type, data }: StoredEvent, publicUrl: string): EmailText {
  const name = nameOf(data);
  const link = new URL(
    `/lms-admin/bulk-import/imports/${text(data['undoId'] ?? data['importId'])}`,
    publicUrl,
  ).href;
  if (type === 'import.undone') {
    return message(`Undone: ${name}`, [
      `Records restored: ${count(data['restored'])}`,
      `Records removed: ${count(data['removed'])}`,
      `Records that stay, since they were changed since: ${count(data['stayed'])}`,
      '',
      `Results: ${link}`,
    ]);
  }
  const counts = [`Rows: ${count(data['total'])}`, `Failures: ${count(data['failures'])}`];
  if (type === 'import.needs_approval') {
    return message(`Needs approval: ${name}`, [
      `${name} would overwrite ${count(data['overwritten'])} records, so an LMS admin has to approve it.`,
      '',
      ...counts,
      ...reasonLines(data['reasons']),
      '',
      `Review and approve: ${link}`,
    ]);
  }
  return message(`${text(data['status'])}: ${name}`, [
    `The import of ${name} has ended: ${text(data['status'])}.`,
    '',
    counts[0] ?? '',
    `Successes: ${count(data['successes'])}`,
    ...counts.slice(1),
    ...reasonLines(data['reasons']),
    '',
    `Results${Number(data['failures']) > 0 ? ' and the error file' : ''}: ${link}`,
  ]);
}

function message(subject: string, lines: readonly string[]): EmailText {
  return { subject, text: `${lines.join('\n')}\n` };
}

function reasonLines(reasons: unknown): string[] {
  if (!isReasons(reasons) || reasons.length === 0) return [];
  return [
    '',
    'Why rows failed:',
    ...reasons.map(({ code, columns, rows }) => {
      const where = columns.length === 0 ? '' : `${columns.join(', ')}: `;
      return `  ${count(rows)}  ${where}${code.replaceAll('-', ' ')}`;
    }),
  ];
}

function isReasons(value: unknown): value is readonly EventReason[] {
  return Array.isArray(value);
}

/** A file's name on one line; an uploader chooses it freely. */
function nameOf(data: StoredEvent['data']): string {
  const name = text(data['fileName'])
    .replaceAll(/\p{C}+/gu, ' ')
    .trim();
  if (name === '') return `training records (${text(data['type'])})`;
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function count(value: unknown): string {
  return Number(value ?? 0).toLocaleString('en-US');
}
