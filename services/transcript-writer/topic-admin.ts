import type { Admin } from 'kafkajs';
import type { Kafka } from '#shared/kafka/consumer-and-admin-client.ts';

/** Asks the brokers about topics. */
export interface TopicAdmin {
  connect(): Promise<void>;
  /** Runs `work` with a connected client, which is not to be kept. */
  use<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result>;
  disconnect(): Promise<void>;
}

/**
 * Makes the client anew after any error: a kafkajs client asks for every topic that it was ever asked about together,
 * and so fails for all of them once one was deleted.
 */
export function createTopicAdmin(kafka: Kafka): TopicAdmin {
  let current: Promise<Admin> | undefined;
  const open = async (): Promise<Admin> => {
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  };
  const close = async (opened: Promise<Admin> | undefined): Promise<void> => {
    if (current === opened) current = undefined;
    // One that could not be opened, or is closed already, has nothing to close.
    await opened?.then((admin) => admin.disconnect()).catch(() => undefined);
  };
  return {
    async connect() {
      current ??= open();
      await current;
    },
    async use(work) {
      current ??= open();
      const opened = current;
      try {
        return await work(await opened);
      } catch (error) {
        if (current === opened) void close(opened);
        throw error;
      }
    },
    disconnect: () => close(current),
  };
}
