import { rawExchange } from '../../support/raw-exchange.ts';
import { type Attack, repeat } from '../attack.ts';

/** A body that a proxy which passes it on would have to carry. */
const BODY = 'x'.repeat(1_000_000);

/** Line 1: requests for other servers, by a target that is a whole address. */
export const absoluteTargets: Attack = {
  name: 'absolute-targets',
  does: 'POST http://clickhouse/…, with and without 1 MB, 20 at once',
  run: (target, signal, report) => {
    const { clickhouse, s3, portal, ingest } = target.endpoints;
    const inside = [clickhouse.url, s3.endpoint].map((url) => new URL(url).origin);
    return repeat(signal, { atOnce: 20, pauseMs: 200 }, async (lane) => {
      const to = lane % 2 === 0 ? portal : ingest;
      const body = lane % 5 === 0 ? BODY : '';
      const { status, text } = await rawExchange(
        to,
        [
          `POST ${inside[lane % inside.length]}/api/imports?query=SELECT%201 HTTP/1.1`,
          'Host: localhost',
          'Connection: close',
          `Content-Length: ${body.length}`,
        ],
        body,
      );
      target.count(status);
      // 0: refused, and the connection reset while the body was still on its way.
      if (status !== 400 && status !== 0)
        report(`a target that is a whole address got ${status}: ${text.slice(0, 80)}`);
    });
  },
};
