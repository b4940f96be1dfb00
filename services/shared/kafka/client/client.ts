import {
  type API,
  Base,
  type Broker,
  type Callback,
  type ClusterMetadata,
  kGetApi,
  ResponseError,
} from '@platformatic/kafka';
import type { KafkaSettings } from '../../config.ts';
import { LmsError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { clientOptions } from './client-options.ts';

/** What metadata calls the leader of a partition that has none at the moment (Kafka protocol). */
const NO_LEADER = -1;

/**
 * A client for what runs for every message: its connections and what it knows of the cluster. What is sent over them is
 * our own (produce-request.ts, fetch-request.ts), for the reasons in docs/decisions/0014-consumer-fetch.md. It connects
 * when it is first asked.
 */
export function createClient(settings: KafkaSettings, clientId: string, logger: Logger): Base {
  const client = new Base(clientOptions(settings, clientId));
  logConnections(client, logger);
  tolerateLeaderless(client);
  return client;
}

/**
 * The library itself listens for the first error of a connection only: a second one, such as of a sign-in that a reset
 * cut off, would end the process without a listener.
 */
export function logConnections(client: Base, logger: Logger): void {
  client.connections.on('connecting', ({ broker, connection }) => {
    connection.on('error', (error) => {
      logger.warn(
        { component: 'kafka', reason: error.message, broker: `${broker.host}:${broker.port}` },
        'connection failed',
      );
    });
  });
}

/** Kafka protocol, error codes: what metadata says of a partition whose replicas are all offline. */
const LEADER_NOT_AVAILABLE = 5;

/**
 * Makes a client take metadata in which some partitions have no leader. The library refuses such metadata as a whole,
 * so that one partition without a leader would keep every other one from being read, and the group from being joined.
 */
export function tolerateLeaderless(client: Base): void {
  const original = client[kGetApi];
  client[kGetApi] = function getApi<Arguments extends unknown[], Answer>(
    name: string,
    callback: Callback<API<Arguments, Answer>>,
  ): void {
    original.call<Base, [string, Callback<API<Arguments, Answer>>], void>(client, name, (error, api) => {
      callback(error, name === 'Metadata' && api !== undefined ? takingLeaderless(api) : api);
    });
  };
}

function takingLeaderless<Arguments extends unknown[], Answer>(
  api: API<Arguments, Answer>,
): API<Arguments, Answer> {
  const call = ((connection, ...argumentsAndCallback) => {
    const callback = argumentsAndCallback.at(-1) as Callback<Answer>;
    const onAnswer: Callback<Answer> = (error, answer) => {
      if (isOnlyLeaderless(error)) callback(null, error['response'] as Answer);
      else callback(error, answer);
    };
    api(connection, ...(argumentsAndCallback.slice(0, -1) as Arguments), onAnswer);
  }) as API<Arguments, Answer>;
  return Object.assign(call, { async: api.async, key: api.key, version: api.version });
}

function isOnlyLeaderless(error: Error | null): error is ResponseError {
  return (
    error instanceof ResponseError &&
    error.errors.every((one: unknown) => {
      const code = one instanceof Error && 'apiCode' in one ? one.apiCode : undefined;
      return code === LEADER_NOT_AVAILABLE;
    })
  );
}

/** @throws LmsError `unavailable` while the partition has none */
export function leaderOf({ topics, brokers }: ClusterMetadata, topic: string, partition: number): Broker {
  const leader = brokers.get(topics.get(topic)?.partitions[partition]?.leader ?? NO_LEADER);
  if (leader !== undefined) return leader;
  throw new LmsError('unavailable', `Kafka knows no leader of ${topic}/${partition} yet`, {
    retryable: true,
    server: 'kafka',
  });
}
