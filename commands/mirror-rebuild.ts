import { parseArgs } from 'node:util';
import { readInstallation } from './config.ts';
import { rebuildMirror } from './mirror/rebuild-mirror.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run mirror:rebuild';

await runCommand(USAGE, async () => {
  parseArgs(); // takes none, and refuses what is given
  await rebuildMirror(await readInstallation(), console.log);
  return 0;
});
