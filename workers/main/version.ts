import { readFileSync } from 'node:fs';

const here = import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json';

export const VERSION = (JSON.parse(readFileSync(new URL(here, import.meta.url), 'utf8')) as { version: string })
  .version;
