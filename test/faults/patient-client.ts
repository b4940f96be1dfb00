import { setTimeout as wait } from 'node:timers/promises';
import type { ClientName } from '../support/product.ts';

/** An answer that a client tries again after: something is unavailable, or there are too many. */
const TRY_AGAIN = [408, 429, 500, 502, 503];

/** Beyond this a call that is tried again and again is lost, not delayed. */
const ANSWER_WITHIN_MS = 240_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A client that asks again as long as something is unavailable. */
export class PatientClient {
  readonly name: ClientName;
  /** Answers of 500, which nothing that is merely unavailable may cause. */
  internalErrors = 0;

  constructor(name: ClientName) {
    this.name = name;
  }

  /** The first answer that is not to try again. A call whose answer was lost may have been carried out. */
  async ask(send: () => Promise<Response>): Promise<Answer> {
    const end = Date.now() + ANSWER_WITHIN_MS;
    for (;;) {
      const answer = await read(send).catch(() => undefined);
      if (answer?.status === 500) this.internalErrors += 1;
      if (answer !== undefined && !TRY_AGAIN.includes(answer.status)) return answer;
      if (Date.now() > end)
        throw new Error(`No answer in ${ANSWER_WITHIN_MS} ms: ${answer?.status} ${answer?.text}`);
      await wait(250);
    }
  }

  /** As {@link ask}, what must be answered with one status. */
  async expect<Body>(status: number, send: () => Promise<Response>): Promise<Body> {
    const answer = await this.ask(send);
    if (answer.status !== status) throw new Error(`Refused: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Body;
  }
}

async function read(send: () => Promise<Response>): Promise<Answer> {
  const response = await send();
  return { status: response.status, text: await response.text() };
}
