import type { Pool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Deliverer } from '../../../services/aggregator/deliver/deliverer.ts';
import type { EmailSender } from '../../../services/aggregator/deliver/send-email.ts';
import { createWebhookSender } from '../../../services/aggregator/deliver/send-webhook.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Events and webhooks of one tenant, in a database of its own that no service delivers from. */
export class DeliveryDatabase {
  readonly database: TestDatabase;
  readonly aggregator: Pool;
  readonly tenantId: number;
  readonly secret = SECRET;

  private constructor(database: TestDatabase, tenantId: number) {
    this.database = database;
    this.aggregator = database.service;
    this.tenantId = tenantId;
  }

  static async create(name: string): Promise<DeliveryDatabase> {
    const database = await createTestDatabase(name, ['aggregator', 'POSTGRES_URL']);
    const { rows } = await database.admin.query<{ tenant_id: number }>(
      "INSERT INTO tenants (slug, name) VALUES ('told', 'Told') RETURNING tenant_id",
    );
    const tenantId = rows[0]?.tenant_id ?? 0;
    await database.admin.query(
      `INSERT INTO people (tenant_id, username, username_folded, first_name, last_name, email, role, people_version)
       VALUES ($1, 'Ada.Admin', 'ada.admin', 'Ada', 'Admin', 'ada@example.com', 'admin', 0),
         ($1, 'lee.learner', 'lee.learner', 'Lee', 'Learner', 'lee@example.com', 'learner', 0)`,
      [tenantId],
    );
    return new DeliveryDatabase(database, tenantId);
  }

  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.admin.query<Row>(text, values)).rows;
  }

  async webhook(url: string): Promise<string> {
    const [row] = await this.query<{ webhook_id: string }>(
      `INSERT INTO webhooks (tenant_id, url, types, secret, created_by)
       VALUES ($1, $2, '{import.completed}', $3, 'ada.admin') RETURNING webhook_id`,
      [this.tenantId, url, SECRET],
    );
    return row?.webhook_id ?? '';
  }

  async removeWebhooks(): Promise<void> {
    await this.query('DELETE FROM webhooks');
    await this.query('DELETE FROM events');
  }

  /** An import of this person's has ended. */
  async event(actor = 'ada.admin'): Promise<string> {
    const [row] = await this.query<{ event_id: string }>(
      `INSERT INTO events (tenant_id, type, actor, data) VALUES ($1, 'import.completed', $2, $3) RETURNING event_id`,
      [
        this.tenantId,
        actor,
        {
          importId: '01900000-0000-7000-8000-000000000000',
          fileName: 'history.csv',
          status: 'Complete but with errors',
          total: 3,
          successes: 2,
          failures: 1,
          reasons: [{ code: 'required', columns: ['Course Number'], rows: 1 }],
        },
      ],
    );
    return row?.event_id ?? '';
  }

  /** A process that delivers. */
  deliverer(options: { pool?: Pool; email?: EmailSender; answerWithinMs?: number } = {}): Deliverer {
    return new Deliverer({
      pool: options.pool ?? this.aggregator,
      logger: createLogger('test', 'fatal'),
      sendWebhook: createWebhookSender({
        allowPrivate: true,
        answerWithinMs: options.answerWithinMs ?? 10_000,
      }),
      email: options.email,
      onAttempt: () => undefined,
    });
  }

  /** One run of a process that ends when all that was due has been tried once. */
  async deliver(options: Parameters<DeliveryDatabase['deliverer']>[0] = {}): Promise<void> {
    const deliverer = this.deliverer(options);
    await deliverer.run();
    await deliverer.settled();
  }

  /** As if so much time had passed that every pause and every lease is over. */
  async pass(): Promise<void> {
    await this.query(
      `UPDATE deliveries SET next_attempt_at = least(next_attempt_at, now()), lease_until = least(lease_until, now())
       WHERE status = 'pending' AND next_attempt_at < 'infinity'`,
    );
  }

  deliveries(
    eventId: string,
  ): Promise<
    { delivery_id: string; status: string; tries: number; errors: (string | null)[]; pause: number }[]
  > {
    return this.query(
      `SELECT delivery_id, status, tries, round(extract(epoch FROM next_attempt_at - now()))::float8 AS pause,
         ARRAY(SELECT attempt ->> 'error' FROM jsonb_array_elements(attempts) AS attempt) AS errors
       FROM deliveries WHERE event_id = $1 ORDER BY delivery_id`,
      [eventId],
    );
  }
}
