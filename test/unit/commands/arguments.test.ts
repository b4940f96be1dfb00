import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Those that do what they do without being told anything: a mistyped option must not set them off. */
const COMMANDS = globSync('commands/*.ts').flatMap((path) => {
  const usage = /USAGE = '(npm run [\w:-]+)';/.exec(readFileSync(path, 'utf8'))?.[1];
  return usage === undefined ? [] : [{ path, usage }];
});

it('some commands take no arguments', () => expect(COMMANDS.length).toBeGreaterThan(3));

it.each(COMMANDS)('$path refuses what it is given', async ({ path, usage }) => {
  for (const argument of ['--dry-run', 'acme']) {
    const { promise, resolve } = Promise.withResolvers<{ code: unknown; output: string }>();
    execFile(process.execPath, [path, argument], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
    const { code, output } = await promise;
    expect(code).toBe(1);
    expect(output).toContain(argument);
    expect(output).toContain(`Usage: ${usage}`);
  }
});
