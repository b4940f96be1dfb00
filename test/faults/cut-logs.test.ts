import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/commands.ts';
import { kafkaAs } from '../support/feed.ts';
import {
  countCourses,
  courseNumbers,
  makeFeed,
  nextOffsetOf,
  sendCourses,
  untilAlerted,
  untilHalted,
  untilStored,
} from '../support/own-feed.ts';
import { killAndRestart, pidOf, untilRestarted } from '../support/restart-part.ts';
import { dataDir } from '../support/running-product.ts';

const RUN = Date.now().toString(36);
const WRITER = 'transcript-writer';
let admin: Admin;

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

describe('a log that was cut', () => {
  /** Cuts the partition's log as a broker that lost its newest records has it, and starts Kafka again. */
  async function cutLog(topic: string, endOffset: number): Promise<void> {
    const segment = join(dataDir(), 'kafka', 'data', `${topic}-0`, `${'0'.repeat(20)}.log`);
    const kafka = pidOf('kafka');
    process.kill(kafka, 'SIGSTOP');
    const bytes = await readFile(segment);
    let size = 0;
    while (size < bytes.length && Number(bytes.readBigInt64BE(size)) < endOffset)
      size += 12 + bytes.readInt32BE(size + 8);
    await truncate(segment, size);
    process.kill(kafka, 'SIGKILL');
    await untilRestarted('kafka', kafka);
  }

  it('and has grown again is noticed by the leader epoch, and read from the cut once a person says so', async () => {
    const feed = await makeFeed(admin, `cut-${RUN}`);
    await sendCourses(feed.topic, courseNumbers('kept', 10));
    await sendCourses(feed.topic, courseNumbers('lost', 14));
    await untilStored(feed, 24);
    const writer = pidOf(WRITER);
    process.kill(writer, 'SIGSTOP');
    try {
      await cutLog(feed.topic, 10);
      await sendCourses(feed.topic, courseNumbers('new', 40));
    } finally {
      process.kill(writer, 'SIGCONT');
    }
    expect(await untilHalted(feed.topic)).toBe('log-truncated');
    expect([await countCourses(feed), await nextOffsetOf(feed.topic)]).toEqual([24, 24]);
    const { output } = await runCommand('partitions-resume', [feed.topic, '0', '--at-position']);
    expect(output).toContain('The log was cut at offset 10: 14 records (offsets 10 to 23) are other records');
    await runCommand('partitions-resume', [feed.topic, '0', '--from', '10', '--yes']);
    await untilStored(feed, 64);
  });

  it('is noticed by its end', async () => {
    const feed = await makeFeed(admin, `short-${RUN}`);
    await sendCourses(feed.topic, courseNumbers('kept', 10));
    await sendCourses(feed.topic, courseNumbers('lost', 14));
    await untilStored(feed, 24);
    await cutLog(feed.topic, 10);
    expect(await untilHalted(feed.topic)).toBe('offset-beyond-end');
    await sendCourses(feed.topic, courseNumbers('new', 40));
    await killAndRestart(WRITER);
    expect(await untilAlerted(feed.topic)).toEqual(['offset-beyond-end']);
    expect([await countCourses(feed), await nextOffsetOf(feed.topic)]).toEqual([24, 24]);
    const { output } = await runCommand('partitions-resume', [feed.topic, '0', '--from', '10', '--yes']);
    expect(output).toContain('Only --from 10 reads them.');
    await untilStored(feed, 64);
  });
});
