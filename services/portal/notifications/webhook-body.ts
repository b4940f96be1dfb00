import { z } from 'zod';
import { WEBHOOK_EVENT_TYPES } from '#shared/events/event-types.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { webhookUrlProblem } from '#shared/webhooks/webhook-url.ts';

const TYPES = `must be a list of ${WEBHOOK_EVENT_TYPES.join(', ')}`;

/**
 * What bodies about webhooks say. People type the address: what is wrong with it is a Refusal that they can read, which
 * reading a body throws as it is.
 *
 * @param allowPrivate see `webhookUrlProblem`
 */
export function webhookBodies(allowPrivate: boolean) {
  const url = z
    .string('must be a URL that begins with https://')
    .trim()
    .transform((text) => {
      const problem = webhookUrlProblem(text, allowPrivate);
      if (problem !== undefined) throw new Refusal('invalid-parameter', problem);
      // As it is sent to: a name in its ASCII form, a path with its escapes.
      return URL.parse(text)?.href ?? text;
    });
  const types = z
    .array(z.enum(WEBHOOK_EVENT_TYPES, TYPES), TYPES)
    .min(1, TYPES)
    .transform((named) => WEBHOOK_EVENT_TYPES.filter((type) => named.includes(type)));
  return {
    new: z.strictObject({ url, types: types.default([...WEBHOOK_EVENT_TYPES]) }),
    change: z.strictObject({
      url: url.exactOptional(),
      types: types.exactOptional(),
      state: z.enum(['active', 'paused'], 'must be active or paused').exactOptional(),
    }),
  };
}

export type NewWebhook = z.output<ReturnType<typeof webhookBodies>['new']>;
export type WebhookChange = z.output<ReturnType<typeof webhookBodies>['change']>;
