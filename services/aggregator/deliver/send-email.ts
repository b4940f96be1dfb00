import { createTransport } from 'nodemailer';
import { toError } from '#shared/errors.ts';
import type { StoredEvent } from '#shared/events/event-body.ts';
import type { Language } from '#shared/texts/languages.ts';
import type { Attempt } from './attempt.ts';
import { emailText } from './email-text.ts';

/** A server that takes longer is tried again later. */
const SMTP_TIMEOUT_MS = 10_000;
/** For the whole of it, since each step may take that long; well before the lease ends. */
const SEND_WITHIN_MS = 30_000;

export interface EmailSettings {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  readonly smtpUrl: string;
  readonly from: string;
  /** Where people open the product. */
  readonly publicUrl: string;
}

export interface EmailSender {
  send(event: StoredEvent, to: string, language: Language): Promise<Attempt>;
  close(): void;
}

/** Sends e-mails about events. One that is sent again has the same Message-ID, by which many programs show it once. */
export function createEmailSender({ smtpUrl, from, publicUrl }: EmailSettings): EmailSender {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    // What a text names is never read from here.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(publicUrl).hostname;
  return {
    async send(event, to, language) {
      const { subject, text } = emailText(event, publicUrl, language);
      const messageId = `<${event.event_id}@${host}>`;
      // No answer to it is meant for anybody (RFC 3834).
      const headers = { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
      const { promise: late, resolve } = Promise.withResolvers<Attempt>();
      const timer = setTimeout(() => resolve({ error: 'timeout' }), SEND_WITHIN_MS);
      try {
        return await Promise.race([
          transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId, headers }).then(
            (): Attempt => ({ status: 250 }),
            (error: unknown) => explain(toError(error)),
          ),
          late,
        ]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => transport.close(),
  };
}

function explain(error: Error): Attempt {
  const code = 'code' in error ? String(error.code) : '';
  const status = 'responseCode' in error ? Number(error.responseCode) : undefined;
  if (status === undefined) return { error: code === 'ETIMEDOUT' ? 'timeout' : 'not-connected' };
  // A mailbox that does not exist, or a message that is not taken: asking again would only make us a nuisance.
  const isFinal = status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { error: 'refused-mail', status, isFinal };
}
