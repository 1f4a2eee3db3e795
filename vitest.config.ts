import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // What ends early ends by its own bounds; a machine that is busy with other work is no failure.
    testTimeout: 20_000,
    // Nothing that a test starts writes into the state folder of whoever runs it.
    env: { UNLATCHED_HISTORY: 'false' },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/{unit,conformance,property}/**/*.test.ts'] } },
      // Each file loads every engine, and none changes what another sees: loaded once, they take half the time.
      {
        extends: true,
        test: { name: 'engines', include: ['test/engines/**/*.test.ts'], isolate: false, maxConcurrency: 16 },
      },
      { extends: true, test: { name: 'cli', include: ['test/cli/**/*.test.ts'], testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          // Its server is built from Go's sources, for minutes where nothing is cached: with `npm run test:lab` alone.
          exclude: process.env['LAB'] === 'all' ? [] : ['test/lab/mongodb-changes.test.ts'],
          fileParallelism: false,
          // The first test that needs an image builds it, on a new machine from nothing.
          testTimeout: 20 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
    ],
  },
});
