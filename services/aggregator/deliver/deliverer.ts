import pLimit from 'p-limit';
import { toError } from '#shared/errors.ts';
import { eventBody } from '#shared/events/event-body.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { DEFAULT_LANGUAGE } from '#shared/texts/languages.ts';
import type { Attempt } from './attempt.ts';
import { type LeasedDelivery, leaseDeliveries, releaseDelivery } from './lease-deliveries.ts';
import { prepareDeliveries } from './prepare-deliveries.ts';
import type { EmailSender } from './send-email.ts';
import type { SendWebhook } from './send-webhook.ts';
import { settleDelivery } from './settle-delivery.ts';

/** Attempts of a process under way: each waits for somebody else most of the time. */
const MAX_ATTEMPTS = 64;

/** Connections to the database that ends of attempts may take at once, so that flushes need not wait for them. */
const MAX_SETTLING = 2;

export interface DeliveryContext {
  readonly pool: Pool;
  readonly logger: Logger;
  readonly sendWebhook: SendWebhook;
  /** Undefined where the installation sends no e-mail. */
  readonly email: EmailSender | undefined;
  /** Counts attempts by their channel and how they ended. */
  readonly onAttempt: (channel: string, outcome: string) => void;
}

/**
 * Tells people and programs of events, each at least once and under the same id:
 *
 *     event, committed with what it tells of ─▶ deliveries ─▶ leased ─▶ sent ─▶ delivered, or due again after a pause
 *
 * Whoever dies between two steps leaves it to the next run, of whatever process; what was sent and not written down is
 * sent again.
 */
export class Deliverer {
  readonly #context: DeliveryContext;
  readonly #stopping = new AbortController();
  readonly #attempts = new Set<Promise<void>>();
  readonly #settle = pLimit(MAX_SETTLING);

  constructor(context: DeliveryContext) {
    this.#context = context;
  }

  /** Prepares new events and begins the attempts that are due. Does not wait for them: a receiver may stall. */
  async run(): Promise<void> {
    const { pool, email } = this.#context;
    const hasEmail = email !== undefined;
    while (!this.#stopping.signal.aborted && (await prepareDeliveries(pool, hasEmail)) > 0);
    const room = MAX_ATTEMPTS - this.#attempts.size;
    if (room <= 0 || this.#stopping.signal.aborted) return;
    for (const delivery of await leaseDeliveries(pool, room, hasEmail)) this.#begin(delivery);
  }

  /** Waits for the attempts under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#attempts);
  }

  /** Breaks off the attempts under way, which are made again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
    this.#context.email?.close();
  }

  #begin(delivery: LeasedDelivery): void {
    const attempt = this.#attempt(delivery)
      // The lease ends by itself.
      .catch((error: unknown) =>
        this.#context.logger.warn({ err: toError(error) }, 'delivery not written down'),
      )
      .finally(() => this.#attempts.delete(attempt));
    this.#attempts.add(attempt);
  }

  async #attempt(delivery: LeasedDelivery): Promise<void> {
    const { pool, logger, onAttempt } = this.#context;
    const at = new Date();
    let attempt: Attempt;
    try {
      attempt = await this.#send(delivery);
    } catch (error) {
      await this.#settle(() => releaseDelivery(pool, delivery));
      if (this.#stopping.signal.aborted) return;
      throw error;
    }
    const milliseconds = Date.now() - at.getTime();
    const ended = { at, milliseconds, ...attempt };
    const status = await this.#settle(() => settleDelivery(pool, delivery, ended));
    onAttempt(delivery.channel, attempt.error ?? 'delivered');
    const { delivery_id: deliveryId, event_id: eventId, tenant_id: tenantId, channel } = delivery;
    const what = { deliveryId, eventId, tenantId, channel, milliseconds, ...attempt };
    if (status !== undefined) logger.info(what, `delivery ${status}`);
  }

  async #send(delivery: LeasedDelivery): Promise<Attempt> {
    const { sendWebhook, email } = this.#context;
    if (delivery.channel === 'email') {
      // The address was taken away since.
      if (email === undefined || !delivery.email) return { error: 'refused-mail', isFinal: true };
      return email.send(delivery, delivery.email, delivery.language ?? DEFAULT_LANGUAGE);
    }
    const { url, secrets, event_id: id } = delivery;
    return sendWebhook({ url: url ?? '', secrets, id, body: eventBody(delivery) }, this.#stopping.signal);
  }
}
