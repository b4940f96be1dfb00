import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  DeliveryView,
  NoticeList,
  WebhookView,
  WebhookWithSecret,
} from '#shared/events/notification-views.ts';
import { checkFile } from '../support/checks.ts';
import { runCommand } from '../support/commands.ts';
import { course, encode, openFeed, send } from '../support/feed.ts';
import { HttpInterface } from '../support/openapi.ts';
import { type ClientName, call, callJson, eventually, importFile, sql } from '../support/product.ts';
import { pidOf, untilRestarted } from '../support/restart-part.ts';
import { undone } from '../support/undo.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const contract = new HttpInterface();
let receiver: WebhookReceiver;
let webhook: WebhookWithSecret;

beforeAll(async () => {
  receiver = await WebhookReceiver.listen();
  const { status, body } = await post<WebhookWithSecret>('acme-hr', '/api/webhooks', { url: receiver.url });
  expect(status).toBe(201);
  webhook = body;
  receiver.secret = webhook.secret;
});
afterAll(async () => {
  await call('acme-hr', `/api/webhooks/${webhook.id}`, { method: 'DELETE' });
  receiver.close();
});

function post<Body>(client: ClientName, path: string, body?: unknown) {
  return sendJson<Body>('POST', client, path, body);
}

function sendJson<Body>(method: string, client: ClientName, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return callJson<Body>(client, path, init);
}

const get = async <Body>(client: ClientName, path: string) => (await callJson<Body>(client, path)).body;
const deliveries = async (client: ClientName = 'acme-hr') =>
  (await get<{ items: DeliveryView[] }>(client, '/api/deliveries')).items;
const notices = (client: ClientName = 'acme-hr') => get<NoticeList>(client, '/api/notices');

it('an import that ends is told of once it is Complete, with what came of it', async () => {
  const { id } = await importFile(
    `${HEADER}cameron.graham,EVT-1,Safety,OJT,2020-01-01\nnobody.known,EVT-2,Safety,OJT,2020-01-01\n`,
  );
  const event = await receiver.event('import.completed', id);
  expect(event.isSigned).toBe(true);
  expect(event.data).toMatchObject({
    initiatedBy: 'acme-hr',
    importId: id,
    source: 'file',
    status: 'Complete but with errors',
    total: 2,
    successes: 1,
    failures: 1,
    results: { added: 1 },
    reasons: [{ code: 'user-not-found', columns: ['Username'], rows: 1 }],
  });
  expect(JSON.stringify(event.data)).not.toContain('nobody.known');
  const delivery = await eventually(
    async () => (await deliveries()).find(({ eventId }) => eventId === event.id),
    (found) => found?.status === 'delivered',
  );
  expect(delivery).toMatchObject({ channel: 'webhook', recipient: receiver.url, importId: id });
  expect(delivery?.attempts).toMatchObject([{ status: 204, error: null }]);
  expect(
    contract.problemsOf('listDeliveries', 200, 'application/json', await get('acme-hr', '/api/deliveries')),
  ).toEqual([]);

  // Sent again, it has the same id.
  const again = await post<DeliveryView>('acme-hr', `/api/deliveries/${delivery?.id}/replay`);
  expect(again).toMatchObject({ status: 202, body: { status: 'pending', eventId: event.id } });
  await eventually(
    async () => receiver.times(event.id),
    (times) => times === 2,
  );
  expect((await post('globex-hr', `/api/deliveries/${delivery?.id}/replay`)).status).toBe(404);
});

it('an undo, failures of a feed and an import that is held are told of', async () => {
  const { id } = await importFile(`${HEADER}cameron.graham,EVT-3,Safety,OJT,2020-01-01\n`);
  const undo = await undone(id);
  const event = await receiver.event('import.undone', id);
  expect(event.data).toMatchObject({ undoId: undo.id, restored: 0, removed: 1, stayed: 0 });

  const { id: feed } = await openFeed('courses');
  const records = [1, 2, 3].map((number) => ({
    ...course('nobody.known', `EVT-F${number}`),
    importId: feed,
    rowNumber: number,
  }));
  for (const record of records) await send('acme', await encode('CourseRecord', [record]));
  const failed = await receiver.event('feed.failed_rows', feed);
  expect(failed.data).toMatchObject({ reasons: [{ code: 'user-not-found' }] });
  await eventually(
    () => sql('SELECT FROM import_failures WHERE import_id = $1', [feed]),
    (rows) => rows.length === 3,
  );
  // Once an hour for each entry.
  expect(
    await sql("SELECT FROM events WHERE import_id = $1 AND type = 'feed.failed_rows'", [feed]),
  ).toHaveLength(1);
  await call('acme-hr', `/api/imports/${feed}/cancel`, { method: 'POST' });

  await importFile(`${HEADER}cameron.graham,EVT-4,Safety,OJT,2020-01-01\n`);
  expect(await runCommand('tenant-set', ['acme', '--hold-above', '0'])).toMatchObject({ code: 0 });
  try {
    const held = await checkFile(`${HEADER}cameron.graham,EVT-4,Safety again,OJT,2020-01-01\n`);
    expect(held.status).toBe('Needs approval');
    const waits = await receiver.event('import.needs_approval', held.id);
    expect(waits.data).toMatchObject({ overwritten: 1, total: 1, status: 'Needs approval' });
    await call('acme-hr', `/api/imports/${held.id}`, { method: 'DELETE' });
    // What was discarded is no notice any more.
    expect((await notices()).items.map(({ importId }) => importId)).not.toContain(held.id);
  } finally {
    await runCommand('tenant-set', ['acme', '--hold-above', 'none']);
  }
});

it('a process that is killed while a receiver takes an event leaves it to the next, under the same id', async () => {
  receiver.answer = 'stall';
  const { id } = await importFile(`${HEADER}cameron.graham,EVT-5,Safety,OJT,2020-01-01\n`);
  const event = await receiver.event('import.completed', id);
  const pid = pidOf('aggregator');
  process.kill(pid, 'SIGKILL');
  receiver.answer = 204;
  await untilRestarted('aggregator', pid);
  await sql('UPDATE deliveries SET lease_until = now() WHERE event_id = $1', [event.id]);
  await eventually(
    async () => receiver.times(event.id),
    (times) => times === 2,
  );
  await eventually(deliveries, (all) =>
    all.some((one) => one.eventId === event.id && one.status === 'delivered'),
  );
});

describe('notices', () => {
  it('are unseen until somebody has seen them, each admin for themselves', async () => {
    const { id } = await importFile(`${HEADER}cameron.graham,EVT-6,Safety,OJT,2020-01-01\n`);
    const before = await notices();
    expect(contract.problemsOf('listNotices', 200, 'application/json', before)).toEqual([]);
    expect(before.items[0]).toMatchObject({ importId: id, isMine: true, isSeen: false });
    const after = await post<NoticeList>('acme-hr', '/api/notices/seen', { upTo: before.items[0]?.at });
    expect(after.body.unseen).toBe(0);
    expect((await notices('globex-hr')).items.map(({ importId }) => importId)).not.toContain(id);
  });
});

describe('webhooks', () => {
  it("are a tenant's own, shown without their secret", async () => {
    const list = await get<{ items: WebhookView[] }>('acme-hr', '/api/webhooks');
    expect(contract.problemsOf('listWebhooks', 200, 'application/json', list)).toEqual([]);
    expect(JSON.stringify(list)).not.toContain('whsec_');
    expect(await get('globex-hr', '/api/webhooks')).toEqual({ items: [] });
    for (const [method, path] of [
      ['PATCH', ''],
      ['POST', '/rotate'],
      ['POST', '/test'],
      ['DELETE', ''],
    ] as const) {
      const { status } = await sendJson(method, 'globex-hr', `/api/webhooks/${webhook.id}${path}`, {});
      expect(status, method + path).toBe(404);
    }
    const theirs = await importFile(`${HEADER}kim.larsen,EVT-7,Safety,OJT,2020-01-01\n`, {
      client: 'globex-hr',
    });
    await eventually(
      () => sql('SELECT FROM events WHERE import_id = $1 AND prepared_at IS NOT NULL', [theirs.id]),
      (rows) => rows.length === 1,
    );
    expect(
      await sql('SELECT FROM deliveries JOIN events USING (event_id) WHERE import_id = $1', [theirs.id]),
    ).toEqual([]);
    expect(receiver.received.map(({ data }) => data['importId'])).not.toContain(theirs.id);
  });

  it('sign with both secrets for a day after a change', async () => {
    const before = receiver.secret;
    const { body } = await post<WebhookWithSecret>('acme-hr', `/api/webhooks/${webhook.id}/rotate`);
    expect(body.secret).not.toBe(before);
    expect(Date.parse(body.previousSecretUntil ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    for (const secret of [before, body.secret]) {
      receiver.secret = secret;
      receiver.received.length = 0;
      expect((await post('acme-hr', `/api/webhooks/${webhook.id}/test`)).status).toBe(202);
      await eventually(
        async () => receiver.received,
        (all) => all.some((one) => one.type === 'webhook.test'),
      );
      expect(receiver.received.at(-1)?.isSigned).toBe(true);
    }
  });

  it('that are paused get later what came meanwhile', async () => {
    const path = `/api/webhooks/${webhook.id}`;
    expect((await sendJson<WebhookView>('PATCH', 'acme-hr', path, { state: 'paused' })).body).toMatchObject({
      state: 'paused',
      pausedBecause: 'requested',
    });
    expect((await post<{ code: string }>('acme-hr', `${path}/test`)).body.code).toBe('webhook-paused');
    const { id } = await importFile(`${HEADER}cameron.graham,EVT-8,Safety,OJT,2020-01-01\n`);
    await eventually(deliveries, (all) => all.some((one) => one.importId === id));
    expect((await deliveries()).find((one) => one.importId === id)).toMatchObject({
      status: 'pending',
      nextAttemptAt: null,
      attempts: [],
    });
    await sendJson('PATCH', 'acme-hr', path, { state: 'active' });
    await receiver.event('import.completed', id);
  });

  it('are five at most, at addresses that can be sent to, also of calls at once', async () => {
    for (const url of [
      'ftp://example.com/',
      'nonsense',
      'http://user:secret@example.com/',
      `http://a/${'x'.repeat(2_048)}`,
    ])
      expect((await post('globex-hr', '/api/webhooks', { url })).status, url).toBe(400);
    const types = ['import.completed', 'import.deleted'];
    expect((await post('globex-hr', '/api/webhooks', { url: receiver.url, types })).status).toBe(400);
    const made = await Promise.all(
      Array.from({ length: 8 }, () => post<WebhookView>('globex-hr', '/api/webhooks', { url: receiver.url })),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 201, 409, 409, 409]);
    for (const { body } of made.filter(({ status }) => status === 201))
      expect((await call('globex-hr', `/api/webhooks/${body.id}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('and what is done with them are in the audit log', async () => {
    const rows = await sql<{ action: string }>(
      "SELECT DISTINCT action FROM audit_events WHERE action LIKE 'webhook.%' OR action LIKE 'delivery.%' ORDER BY action",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'delivery.sent-again',
      'webhook.changed',
      'webhook.created',
      'webhook.deleted',
      'webhook.secret-rotated',
    ]);
  });
});
