import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJarSums } from '../jar-sums.ts';
import { downloadJars } from '../java-servers.ts';

// After a version has changed: fetches the files again and writes deploy/embedded/java/sha256.txt, whose difference is
// to be read before it is committed. A file whose version did not change must keep its sum.
const folder = await mkdtemp(join(tmpdir(), 'jar-sums-'));
try {
  await downloadJars(folder);
  await writeJarSums(folder);
  console.log('deploy/embedded/java/sha256.txt is written: compare it with the one before.');
} finally {
  await rm(folder, { recursive: true, force: true });
}
