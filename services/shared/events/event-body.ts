import type { EventType } from './event-types.ts';

/** An event as it is stored. */
export interface StoredEvent {
  readonly event_id: string;
  readonly type: EventType;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly created_at: Date;
}

/** What a webhook is sent: Standard Webhooks' envelope, the same text at every attempt. */
export function eventBody({ type, actor, data, created_at }: StoredEvent): string {
  return JSON.stringify({
    type,
    timestamp: created_at.toISOString(),
    data: { ...data, initiatedBy: actor },
  });
}
