import { reasonTitle } from '#shared/csv/reason-titles.ts';
import type { StoredEvent } from '#shared/events/event-body.ts';
import type { EventReason } from '#shared/events/event-types.ts';
import { STATUS_TEXTS } from '#shared/imports/import-view.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

/** What an e-mail says of an event. */
export interface EmailText {
  readonly subject: string;
  readonly text: string;
}

/** Longer names would not be read in a subject. */
const MAX_NAME = 80;

/** Types that whoever started the import gets an e-mail about. */
export const EMAIL_EVENT_TYPES = ['import.completed', 'import.needs_approval', 'import.undone'];

type Data = StoredEvent['data'];

/**
 * @param publicUrl where people open the product
 * @param language of the import
 */
export function emailText({ type, data }: StoredEvent, publicUrl: string, language: Language): EmailText {
  const { text } = textsOf(language);
  const name = nameOf(data, language);
  const link = new URL(
    `/lms-admin/bulk-import/imports/${string(data['undoId'] ?? data['importId'])}`,
    publicUrl,
  ).href;
  const number = (field: string): number => Number(data[field] ?? 0);
  if (type === 'import.undone') {
    return message(text('e-mails.undone', { name }), [
      text('e-mails.restored', { records: number('restored') }),
      text('e-mails.removed', { records: number('removed') }),
      text('e-mails.stayed', { records: number('stayed') }),
      '',
      text('e-mails.results', { link }),
    ]);
  }
  const rows = text('e-mails.rows', { rows: number('total') });
  const failures = [
    text('e-mails.failures', { rows: number('failures') }),
    ...reasonLines(data['reasons'], language),
    '',
  ];
  if (type === 'import.needs_approval') {
    return message(text('e-mails.needs-approval', { name }), [
      text('e-mails.would-overwrite', { name, records: number('overwritten') }),
      '',
      rows,
      ...failures,
      text('e-mails.approve', { link }),
    ]);
  }
  const status = statusIn(string(data['status']), language);
  return message(text('e-mails.ended', { status, name }), [
    text('e-mails.import-ended', { name, status }),
    '',
    rows,
    text('e-mails.successes', { rows: number('successes') }),
    ...failures,
    text(number('failures') > 0 ? 'e-mails.results-and-error-file' : 'e-mails.results', { link }),
  ]);
}

/** What is no status of this version stays as it is. */
function statusIn(status: string, language: Language): string {
  const known = Object.values(STATUS_TEXTS).find((one) => one === status);
  return known === undefined ? status : textsOf(language).text(`imports.status.${known}`);
}

function message(subject: string, lines: readonly string[]): EmailText {
  return { subject, text: `${lines.join('\n')}\n` };
}

function reasonLines(reasons: unknown, language: Language): string[] {
  if (!isReasons(reasons) || reasons.length === 0) return [];
  const { text } = textsOf(language);
  return [
    '',
    text('e-mails.why-rows-failed'),
    ...reasons.map(
      ({ rows, ...reason }) => `  ${text('e-mails.reason', { rows, reason: reasonTitle(reason, language) })}`,
    ),
  ];
}

function isReasons(value: unknown): value is readonly EventReason[] {
  return Array.isArray(value);
}

/** A file's name on one line; an uploader chooses it freely. */
function nameOf(data: Data, language: Language): string {
  const name = string(data['fileName'])
    .replaceAll(/\p{C}+/gu, ' ')
    .trim();
  if (name === '') return textsOf(language).text('e-mails.unnamed-file', { type: string(data['type']) });
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
