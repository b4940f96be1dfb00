import { defineConfig } from 'vitest/config';

/** The suites that run against the real servers, started once for all of them (test/support/start-product.ts). */
const againstTheProduct = {
  globalSetup: ['test/support/start-product.ts'],
  setupFiles: ['test/support/take-product.ts'],
  // Imports of 200,000 rows, servers that are killed and come back: a hang ends, a slow machine does not fail.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What is asked for again and again is shown by pages and servers that share two cores.
  expect: { poll: { timeout: 15_000 } },
};

/**
 * As many as two cores carry: each file has a product of its own while it runs (test/support/allocate-products.ts). The
 * containers of a product have fixed names, so that there is one of them.
 */
const PRODUCTS = process.env['TEST_STACK'] === 'containers' ? 1 : 2;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // The embedded servers are processes of Linux, which are told apart by what its /proc says of them.
          exclude: process.platform === 'linux' ? [] : ['test/unit/embedded/**'],
          // Property tests take up to two seconds of processor time, and twenty by the clock on a machine that is ten times
          // overcommitted: a hang ends, a busy machine does not fail.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'product',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          ...againstTheProduct,
          maxWorkers: PRODUCTS,
          // After the unit tests, which take all workers there are.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          // Only by `npm run test:clients`: it needs Python and Go, which the product does not.
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          ...againstTheProduct,
          maxWorkers: 1,
          // The first run fetches and builds the clients.
          testTimeout: 600_000,
        },
      },
      {
        test: {
          // Only by `npm run test:faults`: one run takes minutes, and its seed comes from the command line.
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          ...againstTheProduct,
          maxWorkers: 1,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
