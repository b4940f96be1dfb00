import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { eventually } from './product.ts';

export interface ReceivedEvent {
  /** `webhook-id`. */
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether the signature is one of the secret that the receiver has. */
  readonly isSigned: boolean;
}

/** A receiver of webhooks on this machine. */
export class WebhookReceiver {
  readonly received: ReceivedEvent[] = [];
  /** What it answers: a status, a redirect, or nothing at all. */
  answer: number | { readonly redirect: string } | 'stall' = 204;
  secret = '';
  readonly #held = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#receive(request, response));

  static async listen(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/in`;
  }

  /** Waits for an event of this type, by its import if one is given. */
  async event(type: string, importId?: string): Promise<ReceivedEvent> {
    const found = () =>
      this.received.find(
        (one) => one.type === type && (importId ?? one.data['importId']) === one.data['importId'],
      );
    const event = await eventually(
      async () => found(),
      (one) => one !== undefined,
    );
    if (event === undefined) throw new Error(`No ${type} was received`);
    return event;
  }

  /** How often the event came. */
  times(id: string): number {
    return this.received.filter((one) => one.id === id).length;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    const { type, data } = JSON.parse(body) as Pick<ReceivedEvent, 'type' | 'data'>;
    const isSigned = this.#verifies(body, headers);
    this.received.push({ id: headers['webhook-id'] ?? '', type, data, isSigned });
    this.#respond(response);
  }

  #respond(response: ServerResponse): void {
    const { answer } = this;
    if (answer === 'stall') {
      this.#held.add(response);
      return;
    }
    if (typeof answer === 'number') response.writeHead(answer);
    else response.writeHead(302, { location: answer.redirect });
    response.end();
  }

  #verifies(body: string, headers: Record<string, string>): boolean {
    try {
      new Webhook(this.secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
}
