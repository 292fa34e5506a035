import { readdirSync } from 'node:fs';
import { say } from './stage.js';

interface Benchmark {
  readonly about: string;
  /** Measures and answers with figures by name. */
  readonly run: (say: (text: string) => void) => Promise<Readonly<Record<string, number | string>>>;
}

const [name = '', ...flags] = process.argv.slice(2);
const known = readdirSync(new URL('../../bench/', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace(/\.bench\.ts$/, ''));

if (known.includes(name)) {
  const { benchmark } = (await import(`../../bench/${name}.bench.ts`)) as { benchmark: Benchmark };
  const json = flags.includes('--json');
  const { machine } = await import('../../bench/machine.js');
  const figures = { ...machine(), ...(await benchmark.run(json ? () => undefined : say)) };
  if (json) say(JSON.stringify(figures));
  else {
    const width = Math.max(...Object.keys(figures).map((key) => key.length));
    say(`\n${benchmark.about}`);
    for (const [key, value] of Object.entries(figures)) say(`  ${key.padEnd(width)}  ${value}`);
  }
  process.exit(0);
} else {
  process.stderr.write(`usage: npm run bench -- ${known.join('|')} [--json]\n`);
  process.exitCode = 2;
}
