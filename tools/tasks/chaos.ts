import { resolveTestParts } from './test-parts.js';
import { close, say, suites } from './stage.js';

// The full counts of what `npm test` does once: npm run chaos -- [rounds] [seed]
const [rounds = '40', seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const missing = await resolveTestParts();
say(`${rounds} rounds, seed ${seed} (the same seed kills at the same moments)`);
const tally = await suites(['e2e'], ['test/e2e/kill-rounds.test.ts'], {
  REEVE_TEST_ROUNDS: rounds,
  REEVE_TEST_SEED: seed,
});
close({ passed: tally.passed, failed: tally.failed + missing });
