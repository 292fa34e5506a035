import { textUpTo } from './allowed.js';
import { openApi } from './api.js';
import type { AddCommand, CommonFlags, Desk } from './command.js';

export interface Flags extends CommonFlags {
  readonly url?: string;
}
export interface Why extends Flags {
  readonly reason: string;
}

/** Commands about one noun: all of them name the Reeve to ask, and those that change something say why. */
export function groupOf(program: Parameters<AddCommand>[0], noun: string, about: string) {
  // Several files may speak about one noun.
  const group = program.commands.find((one) => one.name() === noun) ?? program.command(noun).description(about);
  const command = (name: string, what: string, example: string) =>
    group
      .command(name)
      .description(what)
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve ${noun} ${example}`);
  const because = (name: string, what: string, example: string) =>
    command(name, what, `${example} --reason "the sale"`).requiredOption(
      '--reason <text>',
      'why',
      textUpTo('--reason', 500),
    );
  return { group, command, because };
}

/** Asks the Reeve that the flags name to change something. */
export async function send(
  { config }: Desk,
  flags: Flags,
  [method, path]: readonly ['PUT' | 'POST' | 'DELETE', string],
  body?: unknown,
): Promise<void> {
  await (await openApi(config({ ...flags }))).send(method, path, body);
}
