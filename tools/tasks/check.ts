import { add, check, close, suites } from './stage.js';

close(
  add([
    await check('types', 'tsc', ['-p', '.']),
    await check('lint', 'oxlint', []),
    await check('format', 'oxfmt', ['--check', '.']),
    await suites(['unit']),
  ]),
);
