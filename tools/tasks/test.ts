import { resolveTestParts } from './test-parts.js';
import { add, check, close, suites } from './stage.js';

const missing = await resolveTestParts();
close(
  add([
    { passed: 0, failed: missing },
    await check('types', 'tsc', ['-p', '.']),
    await check('lint', 'oxlint', []),
    await check('format', 'oxfmt', ['--check', '.']),
    await suites(['unit', 'integration', 'e2e'], process.argv.slice(2)),
  ]),
);
