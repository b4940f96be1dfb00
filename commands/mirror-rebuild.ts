import { readInstallation } from './config.ts';
import { rebuildMirror } from './mirror/rebuild-mirror.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run mirror:rebuild';

await runCommand(USAGE, async () => {
  await rebuildMirror(await readInstallation(), console.log);
  return 0;
});
