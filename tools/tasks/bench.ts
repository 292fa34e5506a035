import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { say } from './stage.js';

interface Knob {
  readonly about: string;
  readonly standard: number;
  readonly most: number;
}

interface Benchmark {
  readonly about: string;
  /** What may be made smaller or larger, by the name of its flag; the figures that the README tells are of the standards. */
  readonly knobs: Readonly<Record<string, Knob>>;
  /** Measures and answers with figures by name. */
  readonly run: (
    say: (text: string) => void,
    settings: Readonly<Record<string, number>>,
  ) => Promise<Readonly<Record<string, number | string>>>;
}

class Misused extends Error {}

interface Wish {
  readonly json: boolean;
  readonly settings: Readonly<Record<string, number>>;
}

const [name = '', ...flags] = process.argv.slice(2);
const known = readdirSync(new URL('../../bench/', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace(/\.bench\.ts$/, ''));
const asksHelp = [name, ...flags].some((flag) => flag === '--help' || flag === '-h');

if (known.includes(name)) {
  const { benchmark } = (await import(`../../bench/${name}.bench.ts`)) as { benchmark: Benchmark };
  if (asksHelp) say(usageOf(benchmark));
  else await measure(benchmark);
} else if (asksHelp) {
  say(`usage: npm run bench -- ${known.join('|')} [--json] [--help]`);
} else {
  process.stderr.write(`usage: npm run bench -- ${known.join('|')} [--json] [--help]\n`);
  process.exitCode = 2;
}

async function measure(benchmark: Benchmark): Promise<void> {
  const wish = wishIn(benchmark);
  if (wish instanceof Misused) {
    process.stderr.write(`${wish.message}\n${usageOf(benchmark)}\n`);
    process.exitCode = 2;
    return;
  }
  const { json, settings } = wish;
  const { machine } = await import('../../bench/machine.js');
  const figures = { ...machine(), ...(await benchmark.run(json ? () => undefined : say, settings)) };
  if (json) say(JSON.stringify(figures));
  else {
    const width = Math.max(...Object.keys(figures).map((key) => key.length));
    say(`\n${benchmark.about}`);
    for (const [key, value] of Object.entries(figures)) say(`  ${key.padEnd(width)}  ${value}`);
  }
  process.exit(0);
}

function wishIn({ knobs }: Benchmark): Wish | Misused {
  const options = Object.fromEntries(Object.keys(knobs).map((knob) => [knob, { type: 'string' } as const]));
  try {
    const { values } = parseArgs({ args: flags, options: { ...options, json: { type: 'boolean' } } });
    const given = values as Readonly<Record<string, string | boolean | undefined>>;
    const settings = Object.entries(knobs).map(([knob, { standard, most }]) => {
      const text = given[knob];
      if (text === undefined) return [knob, standard] as const;
      const number = /^\d{1,9}$/.test(String(text)) ? Number(text) : 0;
      if (number < 1 || number > most)
        throw new Misused(`--${knob} takes a whole number from 1 to ${most.toLocaleString('en')}, not "${text}"`);
      return [knob, number] as const;
    });
    return { json: given['json'] === true, settings: Object.fromEntries(settings) };
  } catch (error) {
    return new Misused((error as Error).message);
  }
}

function usageOf({ about, knobs }: Benchmark): string {
  const lines = Object.entries(knobs).map(
    ([knob, { about: what, standard }]) => `  ${`--${knob} N`.padEnd(14)}  ${what} (${standard.toLocaleString('en')})`,
  );
  return [
    `usage: npm run bench -- ${name} [flags]`,
    about,
    ...lines,
    `  ${'--json'.padEnd(14)}  one object of figures by name`,
  ].join('\n');
}
