import type { Base, Broker } from '@platformatic/kafka';
import type { TopicPartition } from '../consumer/group-member.ts';
import { LeaderFetcher } from '../consumer/leader-fetcher.ts';
import type { FetchBounds } from '../wire/fetch-request.ts';
import { leaderOf } from './client.ts';
import { throwKafkaError } from './client-errors.ts';

/**
 * Finds the fetcher of a partition's leader. Each topic is looked up separately, so that a failing one delays no other.
 */
export class PartitionLeaders {
  readonly #client: Base;
  readonly #bounds: FetchBounds;
  readonly #signal: AbortSignal;
  readonly #fetchers = new Map<string, LeaderFetcher>();

  constructor(client: Base, bounds: FetchBounds, signal: AbortSignal) {
    this.#client = client;
    this.#bounds = bounds;
    this.#signal = signal;
  }

  /**
   * @param isRepeated the leader known until now did not do: it is looked up again
   * @throws LmsError `unavailable` while the partition has no leader
   */
  async fetcherOf({ topic, partition }: TopicPartition, isRepeated: boolean): Promise<LeaderFetcher> {
    const metadata = await this.#client
      .metadata({ topics: [topic], forceUpdate: isRepeated })
      .catch(throwKafkaError);
    const leader = leaderOf(metadata, topic, partition);
    return this.#fetcher(leader);
  }

  #fetcher(leader: Broker): LeaderFetcher {
    const address = `${leader.host}:${leader.port}`;
    const known = this.#fetchers.get(address);
    if (known !== undefined) return known;
    const fetcher = new LeaderFetcher(this.#client, leader, this.#bounds, this.#signal);
    this.#fetchers.set(address, fetcher);
    return fetcher;
  }
}
