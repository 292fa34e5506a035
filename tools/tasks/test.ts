import { existsSync } from 'node:fs';
import { resolveTestParts } from './test-parts.js';
import { add, check, close, say, suites } from './stage.js';

const missing = await resolveTestParts();
// What lies outside the project is tested only where it is; the run says what it left out.
const outside = [['../shared', 'comparison with the shared tables']] as const;
for (const [path, what] of outside) if (!existsSync(path)) say(`left out: ${what} (${path} is not here)`);

close(
  add([
    { passed: 0, failed: missing },
    await check('types', 'tsc', ['-p', '.']),
    await check('lint', 'oxlint', []),
    await check('format', 'oxfmt', ['--check', '.']),
    await suites(['unit', 'integration', 'e2e'], process.argv.slice(2)),
  ]),
);
