import { HeldConnection } from '../../support/held-connection.ts';
import type { OwnProduct } from '../../support/own-product.ts';
import { type Attack, repeat } from '../attack.ts';
import { ATTACKER, type Caller, pause, type Target } from '../target.ts';

const SLOW_TENANTS = ['slow-one', 'slow-two', 'slow-three'];
/** As many as one tenant may have under way. */
const UPLOADS_EACH = 6;
const STREAMS = 100;
const SLOW_BODIES = 50;
/** Twice a second just above the throughput that is asked for while others wait. */
const DRIP = 'x'.repeat(8_500);
const DRIP_MS = 500;

let feedId = '';

/** Line 8: connections that are held for nothing. */
export const heldConnections: Attack = {
  name: 'held-connections',
  does: 'bodies of a byte every 2 s, 100 event streams of one caller, 18 slow uploads of three tenants',
  prepare: async (_target, product: OwnProduct) => {
    for (const slug of SLOW_TENANTS)
      await product.sql('INSERT INTO tenants (slug, name) VALUES ($1, $1)', [slug]);
  },
  run: async (target, signal) => {
    const opened = await target.call(ATTACKER, '/api/feeds', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"type":"courses"}',
    });
    feedId = (JSON.parse(opened.text) as { id: string }).id;
    const authorization = `Authorization: ${await target.authorization(ATTACKER)}`;
    await Promise.all([
      repeat(signal, { atOnce: SLOW_BODIES, pauseMs: 100 }, () =>
        hold(target, signal, ['GET /healthz HTTP/1.1', 'Content-Length: 1000000'], {
          text: 'x',
          everyMs: 2_000,
        }),
      ),
      repeat(signal, { atOnce: STREAMS, pauseMs: 500 }, () =>
        hold(target, signal, [`GET /api/imports/${feedId}/events HTTP/1.1`, authorization]),
      ),
      ...SLOW_TENANTS.map((tenant) =>
        repeat(signal, { atOnce: UPLOADS_EACH, pauseMs: 100 }, () => slowUpload(target, signal, tenant)),
      ),
    ]);
    await target.call(ATTACKER, `/api/feeds/${feedId}/close`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"total":0}',
    });
  },
};

async function slowUpload(target: Target, signal: AbortSignal, tenant: string): Promise<void> {
  const caller: Caller = { tenant, subject: tenant, role: 'lms_admin' };
  const head = [
    'POST /api/imports?type=courses HTTP/1.1',
    `Authorization: ${await target.authorization(caller)}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 40000000',
  ];
  const start =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' +
    'Username,Course Number,Course Name,Course Type,Completion Date\n';
  await hold(target, signal, head, { text: DRIP, everyMs: DRIP_MS }, start);
}

/** Holds a connection until the other side ends it, sending a little now and then. */
async function hold(
  target: Target,
  signal: AbortSignal,
  head: readonly string[],
  drip?: { readonly text: string; readonly everyMs: number },
  body = '',
): Promise<void> {
  const { socket, status } = new HeldConnection(target.endpoints.portal, head, body);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // Refused: the socket is paused then, and would never see the other side's end.
  void status.then((answered) => {
    target.count(answered);
    if (answered !== 200) socket.destroy();
  });
  const leave = (): void => void socket.destroy();
  signal.addEventListener('abort', leave, { once: true });
  while (drip !== undefined && !signal.aborted && socket.writable) {
    socket.write(drip.text);
    await pause(drip.everyMs, signal);
  }
  await closed;
  signal.removeEventListener('abort', leave);
}
