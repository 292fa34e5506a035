import { textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand } from '../command.js';
import type { Flags } from '../group.js';
import { fail, ok, type Paint, type StateWord, warn } from '../paint.js';
import { harmless } from '../table.js';

interface Event {
  readonly at: number;
  readonly what: string;
  readonly says: string;
  readonly id: string;
  readonly entry?: number;
}
interface Story {
  readonly correlation: string;
  readonly conditions: readonly { readonly kind: string; readonly subject: string }[];
  readonly events: readonly Event[];
  readonly cut: boolean;
}

const TONES: Readonly<Record<string, (word: string) => StateWord>> = {
  ...{ opened: warn, escalated: fail, closed: ok, asked: warn, outcome: ok },
};

export const trace: AddCommand = (program, desk) => {
  program
    .command('trace')
    .description('a whole story, from the report to the outcome')
    .argument(
      '<id>',
      'a report, condition, decision, intervention or correlation; six characters are enough',
      textUpTo('<id>', 130),
    )
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve trace 3f2a9c1b')
    .action(async (id: string, flags: Flags) => {
      const settings = desk.config({ ...flags });
      const story = await (await openApi(settings)).get<Story>(`/api/v1/trace/${encodeURIComponent(id)}`);
      desk.print(flags, story, () => drawStory(story, desk.paint(settings)));
    });
};

/** One line for each thing that happened, with the time since the first of them. */
export function drawStory({ correlation, conditions, events, cut }: Story, paint: Paint): string {
  const began = events[0]?.at ?? 0;
  const width = Math.max(0, ...events.map(({ what }) => what.length));
  const lines = events.map(({ at, what, says, entry }, nth) => {
    const bar = nth === 0 ? '┌' : nth === events.length - 1 ? '└' : '├';
    const word = TONES[what]?.(what);
    const shown = what.padEnd(width);
    const number = entry === undefined ? '' : `  [entry ${entry}]`;
    return `${timeOf(at)}  ${sinceOf(at - began).padStart(9)}  ${bar} ${word ? paint(word, shown) : shown}  ${harmless(says)}${number}`;
  });
  return [
    harmless(conditions.map(({ kind, subject }) => `${kind} at ${subject}`).join(', ') || 'no condition'),
    `correlation ${correlation}, from ${new Date(began).toISOString()}`,
    '',
    ...lines,
    ...(cut ? ['', 'some of it has more rows than are shown'] : []),
  ].join('\n');
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

function sinceOf(ms: number): string {
  if (ms < 1_000) return `+${ms} ms`;
  if (ms < 60_000) return `+${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 120
    ? `+${minutes} m ${Math.floor((ms % 60_000) / 1_000)} s`
    : `+${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}
