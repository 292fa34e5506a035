import { resolveTestParts } from './test-parts.js';
import { close, say, suites } from './stage.js';

// The full counts of what `npm test` does once: npm run chaos -- [runs] [seed]
const REPORT = 'chaos-report.md';
const [runs = '200', seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const missing = await resolveTestParts();
say(`${runs} runs, seed ${seed} (the same seed kills at the same moments)`);
const tally = await suites(['e2e'], ['test/e2e/spine-kill.test.ts', 'test/e2e/kill-rounds.test.ts'], {
  REEVE_TEST_RUNS: runs,
  REEVE_TEST_ROUNDS: String(Math.ceil(Number(runs) / 5)),
  REEVE_TEST_SEED: seed,
  REEVE_TEST_REPORT: REPORT,
});
say(`what came of each point is in ${REPORT}`);
close({ passed: tally.passed, failed: tally.failed + missing });
