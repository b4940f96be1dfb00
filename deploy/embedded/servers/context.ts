import { join } from 'node:path';
import type { JavaServers } from '../java-servers.ts';
import type { Secrets } from '../secrets.ts';

export const SERVER_NAMES = ['kafka', 'registry', 'postgres', 'clickhouse', 's3', 'identity'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

/** What a port is chosen for: a server's address, and what else Kafka needs (kafka-properties.ts). */
export const PORT_NAMES = [...SERVER_NAMES, 'kafka-controller', 'kafka-proxied', 'kafka-proxy'] as const;

/** What a module of this folder needs to describe its server. */
export type ServerContext = {
  /** Absolute. */
  dataDir: string;
  ports: Record<(typeof PORT_NAMES)[number], number>;
  secrets: Secrets;
  java: JavaServers;
  /** Where the browser finds the portal; sign-in returns there. */
  portalUrl: string;
  /** Kafka listens on a second port too, and sends who comes there to that of a proxy. */
  kafkaProxied?: boolean;
};

/** The file that takes what a server prints. */
export function logFileOf(context: ServerContext, name: string): string {
  return join(context.dataDir, 'logs', `${name}.log`);
}

/**
 * How long a start may take. JVMs need four seconds on an idle machine, and have been seen to need a minute on two
 * cores that ten other programs wanted. Too short turns a slow start into a failed one; a process that ends by
 * itself is noticed at once.
 */
export const START_WITHIN_MS = 180_000;
/** Flushing and closing takes a second or two; what has not ended by then is killed, which every server survives. */
export const STOP_WITHIN_MS = 10_000;
