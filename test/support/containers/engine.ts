/**
 * Which program starts the product for the tests: on containers where `TEST_STACK=containers` asks for them and an
 * engine answers, on the embedded servers otherwise. Both take the same environment and print the same line.
 */
export async function productProgram(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const embedded = 'deploy/embedded/main.ts';
  if (environment['TEST_STACK'] !== 'containers') return embedded;
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return 'test/support/containers/main.ts';
  } catch (error) {
    console.warn(
      `TEST_STACK=containers, but no engine answers (${String(error)}): using the embedded servers.`,
    );
    return embedded;
  }
}
