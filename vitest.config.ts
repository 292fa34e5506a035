import { defineConfig } from 'vitest/config';

const base = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // A rejected promise nobody looks at is a fault of the product.
  dangerouslyIgnoreUnhandledErrors: false,
} as const;

/** What needs no part, what needs the parts that one run shares, and what starts whole Reeves of its own. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...base,
          name: 'unit',
          include: [
            'test/architecture.test.ts',
            'test/{domain,config,tools,docs,deploy,cli,notify}/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        extends: true,
        test: {
          ...base,
          name: 'integration',
          // Loading Temporal's libraries anew takes two seconds a file; what is one a process is told so in e2e.
          isolate: false,
          include: ['test/{workflows,replay,activities,client,workers}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...base,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
