import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Pool } from '#shared/postgres/pool.ts';
import { leaseDeliveries } from '../../services/aggregator/deliver/lease-deliveries.ts';
import { prepareDeliveries } from '../../services/aggregator/deliver/prepare-deliveries.ts';
import { createEmailSender, type EmailSender } from '../../services/aggregator/deliver/send-email.ts';
import { settleDelivery } from '../../services/aggregator/deliver/settle-delivery.ts';
import { changeWebhook } from '../../services/portal/notifications/webhooks.ts';
import { eventually } from '../support/product.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';
import { DeliveryDatabase } from './writer/delivery-database.ts';
import { ConnectionLost, type Fault, losingConnection } from './writer/faulty-pool.ts';

let deliveries: DeliveryDatabase;
let portal: Pool;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  deliveries = await DeliveryDatabase.create('deliveries');
  portal = deliveries.database.signInAs('portal', 'POSTGRES_URL');
});
afterAll(() => deliveries?.database.drop());
afterEach(async () => {
  for (const receiver of receivers.splice(0)) receiver.close();
  await deliveries.removeWebhooks();
});

/** A receiver and its webhook. */
async function receiver(): Promise<{ receiver: WebhookReceiver; webhookId: string }> {
  const receiver = await WebhookReceiver.listen();
  receiver.secret = deliveries.secret;
  receivers.push(receiver);
  return { receiver, webhookId: await deliveries.webhook(receiver.url) };
}

/** Every place where a process can die in a transaction of so many statements. */
function faults(statements: number): Fault[] {
  return Array.from({ length: statements }, (_, statement) =>
    (['before', 'after'] as const).map((when) => ({ statement, when })),
  ).flat();
}

/** The pool, but that its transactions after the first lose their connection: that of preparing comes before the end of an attempt. */
function losingSecond(pool: Pool, fault: Fault): Pool {
  const losing = losingConnection(pool, fault);
  let begun = 0;
  return Object.assign(Object.create(losing) as Pool, {
    connect: () => {
      begun += 1;
      return begun === 1 ? pool.connect() : losing.connect();
    },
  });
}

/** Runs processes until the event is delivered: for a moment the server may still hold what a dead one had locked. */
async function untilDelivered(id: string): Promise<void> {
  await eventually(
    async () => {
      await deliveries.pass();
      await deliveries.deliver();
      return deliveries.deliveries(id);
    },
    ([delivery]) => delivery?.status === 'delivered',
    10_000,
  );
}

const fromNow = { status: 200, at: new Date(), milliseconds: 1 };

it('a process that dies between any two steps leaves an event that is told at least once, under one id', async () => {
  const { receiver: one } = await receiver();
  let died = 0;
  // Begin, events, webhooks, prepared, commit.
  for (const fault of faults(5)) {
    const id = await deliveries.event();
    const pool = losingConnection(deliveries.aggregator, fault);
    died += await prepareDeliveries(pool, false).then(
      () => 0,
      (error: unknown) => (error instanceof ConnectionLost ? 1 : Promise.reject(error)),
    );
    await untilDelivered(id);
    expect(one.times(id)).toBe(1);
  }
  // Leased, and nothing more: the lease ends.
  const leased = await deliveries.event();
  await prepareDeliveries(deliveries.aggregator, false);
  expect(await leaseDeliveries(deliveries.aggregator, 10, false)).toHaveLength(1);
  await deliveries.deliver();
  expect(one.times(leased)).toBe(0);
  await deliveries.pass();
  await deliveries.deliver();
  expect(one.times(leased)).toBe(1);
  // Sent, and dead before it was written down, or before it knew that it was: begin, webhook, delivery, webhook, commit.
  for (const fault of faults(5)) {
    const id = await deliveries.event();
    await prepareDeliveries(deliveries.aggregator, false);
    await deliveries.deliver({ pool: losingSecond(deliveries.aggregator, fault) });
    await untilDelivered(id);
    const isCommitted = fault.statement === 4 && fault.when === 'after';
    expect(one.times(id), JSON.stringify(fault)).toBe(isCommitted ? 1 : 2);
    died += 1;
  }
  expect(died).toBe(20);
  expect(one.received.every(({ isSigned }) => isSigned)).toBe(true);
});

it('a receiver that fails is tried again after pauses that grow, for a day, under the same id', async () => {
  const { receiver: one } = await receiver();
  one.answer = 503;
  const id = await deliveries.event();
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    await deliveries.pass();
    await deliveries.deliver();
    pauses.push((await deliveries.deliveries(id))[0]?.pause ?? 0);
  }
  for (const [index, pause] of [20, 60, 300, 900, 3_600, 10_800, 21_600, 21_600, 27_520].entries())
    expect(Math.abs((pauses[index] ?? 0) - pause)).toBeLessThan(5);
  await deliveries.deliver();
  expect(one.times(id)).toBe(9);
  // It comes back within the day.
  one.answer = 204;
  await deliveries.pass();
  await deliveries.deliver();
  const [delivery] = await deliveries.deliveries(id);
  expect(delivery).toMatchObject({ status: 'delivered', tries: 10 });
  expect(delivery?.errors).toEqual([...Array(9).fill('status'), null]);
  expect(new Set(one.received.map((event) => event.id))).toEqual(new Set([id]));
});

it('a receiver that never comes back fails at the tenth attempt', async () => {
  const { receiver: one } = await receiver();
  one.answer = 500;
  const id = await deliveries.event();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await deliveries.pass();
    await deliveries.deliver();
  }
  expect(one.times(id)).toBe(10);
  expect(await deliveries.deliveries(id)).toMatchObject([{ status: 'failed', tries: 10 }]);
});

it('a redirect to a private address is not followed', async () => {
  const { receiver: one } = await receiver();
  const secret = await WebhookReceiver.listen();
  receivers.push(secret);
  one.answer = { redirect: secret.url };
  const id = await deliveries.event();
  await deliveries.deliver();
  expect(await deliveries.deliveries(id)).toMatchObject([{ status: 'pending', errors: ['redirect'] }]);
  expect(secret.received).toEqual([]);
});

it('a receiver that stalls holds up no other, and gets one attempt at a time', async () => {
  const { receiver: stalling, webhookId } = await receiver();
  const { receiver: other } = await receiver();
  stalling.answer = 'stall';
  const ids = await Promise.all(Array.from({ length: 12 }, () => deliveries.event()));
  const waiting = deliveries.deliverer({ answerWithinMs: 60_000 });
  const began = Date.now();
  while (other.received.length < ids.length) await waiting.run();
  expect(Date.now() - began).toBeLessThan(30_000);
  expect(stalling.received).toHaveLength(4);
  await waiting.stop();

  await deliveries.deliver({ answerWithinMs: 700 });
  expect(stalling.received).toHaveLength(8);
  expect(
    await deliveries.query(
      'SELECT failing_since IS NOT NULL AS failing FROM webhooks WHERE webhook_id = $1',
      [webhookId],
    ),
  ).toEqual([{ failing: true }]);
  await deliveries.pass();
  await deliveries.deliver({ answerWithinMs: 700 });
  expect(stalling.received).toHaveLength(9);
});

it('two processes send each event once', async () => {
  const { receiver: one } = await receiver();
  const ids = await Promise.all(Array.from({ length: 30 }, () => deliveries.event()));
  const deliverers = [deliveries.deliverer(), deliveries.deliverer()];
  while (one.received.length < ids.length) await Promise.all(deliverers.map((deliverer) => deliverer.run()));
  await Promise.all(deliverers.map((deliverer) => deliverer.settled()));
  await Promise.all(deliverers.map((deliverer) => deliverer.run()));
  expect(one.received.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

it('a process whose lease is over writes nothing down', async () => {
  await receiver();
  const id = await deliveries.event();
  await prepareDeliveries(deliveries.aggregator, false);
  const [former] = await leaseDeliveries(deliveries.aggregator, 1, false);
  await deliveries.pass();
  const [holder] = await leaseDeliveries(deliveries.aggregator, 1, false);
  if (former === undefined || holder === undefined) throw new Error('Not leased');
  expect(
    await settleDelivery(deliveries.aggregator, former, { ...fromNow, error: 'timeout' }),
  ).toBeUndefined();
  expect(await settleDelivery(deliveries.aggregator, holder, fromNow)).toBe('delivered');
  expect(await settleDelivery(deliveries.aggregator, holder, fromNow)).toBeUndefined();
  expect(await deliveries.deliveries(id)).toMatchObject([{ status: 'delivered', tries: 1 }]);
});

it('one that is stopped leaves what it was sending to the next one, uncounted', async () => {
  const { receiver: one } = await receiver();
  one.answer = 'stall';
  const id = await deliveries.event();
  const deliverer = deliveries.deliverer({ answerWithinMs: 20_000 });
  await deliverer.run();
  await one.event('import.completed');
  await deliverer.stop();
  expect(await deliveries.deliveries(id)).toMatchObject([{ status: 'pending', tries: 0, errors: [] }]);
  one.answer = 204;
  await deliveries.deliver();
  expect(one.times(id)).toBe(2);
});

it.each([
  ['has failed for a day', 503, 'failing'],
  ['answers that it is gone', 410, 'gone'],
] as const)(
  'a webhook that %s is paused, its admins are told, and what comes meanwhile waits',
  async (_what, status, because) => {
    const { receiver: one, webhookId } = await receiver();
    one.answer = status;
    if (because === 'failing')
      await deliveries.query(
        "UPDATE webhooks SET failing_since = now() - interval '25 hours' WHERE webhook_id = $1",
        [webhookId],
      );
    const first = await deliveries.event();
    await deliveries.deliver();
    expect(await deliveries.query('SELECT state, paused_because FROM webhooks')).toEqual([
      { state: 'paused', paused_because: because },
    ]);
    expect(
      await deliveries.query(
        "SELECT data ->> 'because' AS because FROM events WHERE type = 'webhook.paused'",
      ),
    ).toEqual([{ because }]);
    const meanwhile = await deliveries.event();
    await deliveries.pass();
    await deliveries.deliver();
    expect({ first: one.times(first), meanwhile: one.times(meanwhile) }).toEqual({ first: 1, meanwhile: 0 });

    one.answer = 204;
    const caller = {
      tenant: { id: deliveries.tenantId, slug: 'told', name: 'Told', maxFileBytes: 1 },
      ...{ subject: 'ada.admin', name: 'Ada', roles: ['lms_admin'], isAdmin: true },
    };
    await changeWebhook(portal, caller, webhookId, { state: 'active' });
    await deliveries.deliver();
    expect(one.times(meanwhile)).toBe(1);
    // What is gone has failed; what only failed is tried again.
    expect(one.times(first)).toBe(because === 'gone' ? 1 : 2);
  },
);

interface Mail {
  readonly to: string[];
  readonly text: string;
}

/** A real SMTP server that takes or refuses mail. */
async function mailServer(): Promise<{
  mails: Mail[];
  sender: EmailSender;
  refuse: (status: number | undefined) => void;
  close: () => void;
}> {
  const mails: Mail[] = [];
  let refusal: number | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) =>
      callback(refusal === undefined ? null : Object.assign(new Error('not now'), { responseCode: refusal })),
    async onData(stream, session, callback) {
      let text = '';
      for await (const chunk of stream) text += String(chunk);
      // Long lines are folded (quoted-printable).
      text = text.replaceAll('=\r\n', '');
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
      callback();
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const sender = createEmailSender({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'LMS <lms@example.com>',
    publicUrl: 'https://lms.example',
  });
  return {
    mails,
    sender,
    refuse: (status) => {
      refusal = status;
    },
    close: () => {
      sender.close();
      server.close();
    },
  };
}

it('whoever started the import gets an e-mail, however often the server refuses it for now; learners get none', async () => {
  const { mails, sender: email, refuse, close } = await mailServer();
  try {
    refuse(451);
    const id = await deliveries.event('ADA.admin');
    const ofLearner = await deliveries.event('lee.learner');
    const ofProgram = await deliveries.event('told-hr');
    await deliveries.deliver({ email });
    expect(await deliveries.deliveries(id)).toMatchObject([{ status: 'pending', errors: ['refused-mail'] }]);
    refuse(undefined);
    await deliveries.pass();
    await deliveries.deliver({ email });
    expect(mails.map(({ to }) => to)).toEqual([['ada@example.com']]);
    for (const line of [
      'Subject: Complete but with errors: history.csv',
      `Message-ID: <${id}@lms.example>`,
      'Rows: 3',
      'Course number missing',
      'https://lms.example/lms-admin/bulk-import/imports/01900000-0000-7000-8000-000000000000',
    ])
      expect(mails[0]?.text).toContain(line);
    expect(await deliveries.deliveries(ofLearner)).toEqual([]);
    expect(await deliveries.deliveries(ofProgram)).toEqual([]);
    // A mailbox that does not exist is not asked again.
    refuse(550);
    const refused = await deliveries.event();
    await deliveries.deliver({ email });
    expect(await deliveries.deliveries(refused)).toMatchObject([{ status: 'failed', tries: 1 }]);
  } finally {
    close();
  }
});
