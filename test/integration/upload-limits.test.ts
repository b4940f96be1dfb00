import { connect, type Socket } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { leftBehind, NOTHING } from '../support/left-behind.ts';
import { accept, endpoints, eventually, finished, token, upload } from '../support/product.ts';

/** What ingest reads at once of a tenant, and lets wait (services/ingest/upload/upload-slots.ts). */
const AT_ONCE = 6;
const WAITING = 64;

const held: Socket[] = [];
afterAll(async () => {
  for (const socket of held) socket.destroy();
  // What was cut off leaves nothing behind, and no place taken.
  await eventually(leftBehind, (left) => JSON.stringify(left) === JSON.stringify(NOTHING), 30_000);
  await finished((await accept(CSV)).id);
});

const CSV =
  'Username,Course Number,Course Name,Course Type,Completion Date\ncameron.graham,LIM-1,Safety,OJT,2020-02-01\n';

/** Begins an upload of acme's and sends no more of it than its first lines. */
function hold(authorization: string): void {
  const { hostname, port, host } = new URL(endpoints().portal);
  const body = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${CSV}`;
  const head = [
    'POST /api/imports?type=courses HTTP/1.1',
    `Host: ${host}`,
    `Authorization: ${authorization}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 100000',
  ];
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  // What is answered is thrown away, or the connection would not end.
  socket.resume();
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  held.push(socket);
}

it('more uploads of a tenant than may wait are told to come back, and delay nobody else', async () => {
  const authorization = `Bearer ${await token('acme-hr')}`;
  for (let number = 0; number < AT_ONCE + WAITING; number += 1) hold(authorization);
  await eventually(leftBehind, ({ intents }) => intents.length === AT_ONCE);

  // The waiting ones are told so themselves after 20 s; until then there is no place to wait.
  const refused = await eventually(
    () => upload(CSV),
    ({ status }) => status !== 202,
  );
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'too-many-requests' });

  const other = await accept(CSV.replace('cameron.graham', 'kim.larsen'), { client: 'globex-hr' });
  expect(await finished(other.id, 'globex-hr')).toMatchObject({ status: 'Complete' });
});
