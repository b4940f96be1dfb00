/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** What a person can put right; shown without a stack trace. */
export class SetupError extends Error {
  override name = 'SetupError';
}
