/** Of one account, how many queries may run at once, and how much of an hour they may take together. */
export type Limits = { atOnce: number; queriesAnHour: number; secondsAnHour: number };

const HOUR_MS = 3_600_000;

type Usage = { running: number; since: number; queries: number; milliseconds: number };

/** Keeps accounts within their limits, as the profile and the quota of each do in ClickHouse. */
export class UsageLimits {
  readonly #limits: Limits;
  readonly #usage = new Map<string, Usage>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Counts a query that begins.
   *
   * @returns what to call when it ends
   * @throws an exception of ClickHouse's when it is one too many
   */
  begin(user: string, now = performance.now()): () => void {
    const usage = this.#usageOf(user, now);
    const { atOnce, queriesAnHour, secondsAnHour } = this.#limits;
    if (usage.running >= atOnce)
      throw new Error(
        `Code: 202. DB::Exception: Too many simultaneous queries for user ${user}. Current: ${usage.running}, maximum: ${atOnce}. (TOO_MANY_SIMULTANEOUS_QUERIES)`,
      );
    if (usage.queries >= queriesAnHour || usage.milliseconds >= secondsAnHour * 1_000)
      throw new Error(
        `Code: 201. DB::Exception: Quota for user \`${user}\` for 3600s has been exceeded. (QUOTA_EXCEEDED)`,
      );
    usage.running += 1;
    usage.queries += 1;
    return () => {
      usage.running -= 1;
      usage.milliseconds += performance.now() - now;
    };
  }

  #usageOf(user: string, now: number): Usage {
    const known = this.#usage.get(user);
    const usage = known ?? { running: 0, since: now, queries: 0, milliseconds: 0 };
    if (known === undefined) this.#usage.set(user, usage);
    else if (now - usage.since >= HOUR_MS) Object.assign(usage, { since: now, queries: 0, milliseconds: 0 });
    return usage;
  }
}
