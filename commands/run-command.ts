import { toError } from '#shared/errors.ts';

/** Wrong arguments: the message and how the command is used are shown. */
export class UsageError extends Error {}

/**
 * Runs a command and ends the process with the code it returns; an error is reported in one line, without a stack, and
 * ends the process with 1.
 */
export async function runCommand(usage: string, command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    const isUsage = error instanceof UsageError || isParseArgsError(error);
    console.error(toError(error).message + (isUsage ? `\nUsage: ${usage}` : ''));
    process.exitCode = 1;
  }
}

/** What `parseArgs` throws for options it does not know. */
function isParseArgsError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS')
  );
}
