import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from './oracle.ts';
import { dataDir } from './running-product.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

export interface RunningCommand {
  /** What it has printed so far. */
  output(): string;
  readonly ended: Promise<CommandResult>;
  /** Ends it as a power cut would. */
  kill(): void;
}

/** Starts one of the commands as `npm run` does, against the running product. */
export function startCommand(script: string, args: readonly string[]): RunningCommand {
  return start({ ...process.env, DATA_DIR: dataDir() }, script, args);
}

function start(env: NodeJS.ProcessEnv, script: string, args: readonly string[]): RunningCommand {
  let output = '';
  const command = spawn(process.execPath, [`commands/${script}.ts`, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [command.stdout, command.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    command.once('error', reject);
    command.once('close', (code) => resolve({ code, output }));
  });
  return { output: () => output, ended, kill: () => void command.kill('SIGKILL') };
}

/** Runs one of the commands to its end. */
export function runCommand(script: string, args: readonly string[]): Promise<CommandResult> {
  return startCommand(script, args).ended;
}

/** Runs one of the commands to its end, with no environment variables but these and PATH. */
export function runCommandWith(
  environment: Readonly<Record<string, string>>,
  script: string,
  args: readonly string[],
): Promise<CommandResult> {
  return start({ PATH: process.env['PATH'], ...environment }, script, args).ended;
}

/** Adds people to a tenant by the command that admins use. */
export async function loadPeople(
  tenant: string,
  people: readonly (Person & { readonly firstName?: string; readonly lastName?: string })[],
): Promise<void> {
  const lines = people.map(
    ({ username, employeeId, firstName = 'First', lastName = 'Last' }) =>
      `${username},${employeeId ?? ''},${firstName},${lastName},${username}@example.com,learner`,
  );
  const file = join(dataDir(), `people-${Date.now()}.csv`);
  await writeFile(file, ['username,employee_id,first_name,last_name,email,role', ...lines, ''].join('\n'));
  const { code, output } = await runCommand('people-load', ['--tenant', tenant, file]);
  if (code !== 0) throw new Error(`people:load ended with ${code}:\n${output}`);
}
