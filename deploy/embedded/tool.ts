import { spawn } from 'node:child_process';
import { messageOf } from './errors.ts';

export type ToolOptions = {
  cwd?: string | undefined;
  /** Our own when left out: Maven is configured by it. */
  env?: NodeJS.ProcessEnv | undefined;
  signal?: AbortSignal | undefined;
};

/** Runs a program to its end and is silent about it; throws with all it printed when it fails. */
export function run(command: string, args: readonly string[], options: ToolOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const { cwd, signal } = options;
    const env = { ...(options.env ?? process.env), NO_COLOR: '1' };
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new Error(`Cannot run ${command}: ${messageOf(error)}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed (exit ${code}):\n${output.trim()}`));
    });
  });
}
