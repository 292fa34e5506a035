import { textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { fail, ok, warn } from '../paint.js';
import { type Cell, table } from '../table.js';
import { readValue } from '../work-flags.js';

interface Flag {
  readonly name: string;
  readonly value: unknown;
  readonly changedAt: string;
}
interface Breaker {
  readonly name: string;
  readonly state: string;
  readonly failures: number;
  readonly retryAt?: string;
}

export const flags: AddCommand = (program, desk) => {
  const { command } = groupOf(program, 'flags', 'flags that Reeve keeps, changed by proposals alone');
  command('list', 'all flags', 'list').action(async (given: Flags) => {
    const found = await (await openApi(desk.config({ ...given }))).get<readonly Flag[]>('/api/v1/flags');
    desk.print(given, found, () =>
      found.length === 0
        ? 'there are no flags: make one with "reeve flags create"'
        : table(
            ['flag', 'value', 'changed'],
            found.map(({ name, value, changedAt }) => [name, JSON.stringify(value), changedAt]),
          ),
    );
  });
  command('create', 'make a flag', 'create checkout.new false')
    .argument('<name>', 'such as checkout.new', textUpTo('<name>', 100))
    .argument('<value>', 'true, false, a number or a text', readValue)
    .action(async (name: string, value: unknown, given: Flags) => {
      await send(desk, given, ['POST', '/api/v1/flags'], { name, value });
      desk.print(
        given,
        { created: name, value },
        () =>
          `${name} is ${JSON.stringify(value)}; change it with "reeve propose feature-flag --target flag/${name} --param value=…"`,
      );
    });
};

export const breakers: AddCommand = (program, desk) => {
  const { command, because } = groupOf(program, 'breakers', 'what is kept from trying after failures');
  command('list', 'all breakers', 'list').action(async (given: Flags) => {
    const settings = desk.config({ ...given });
    const found = await (await openApi(settings)).get<readonly Breaker[]>('/api/v1/breakers');
    const rows = found.map(({ name, state, failures, retryAt = '' }) => [
      name,
      stateWord(state),
      String(failures),
      retryAt,
    ]);
    desk.print(given, found, () =>
      rows.length === 0
        ? 'nothing has failed'
        : table(['breaker', 'state', 'failures', 'next try'], rows, desk.paint(settings)),
    );
  });
  because('reset', 'let work through again at once', 'reset action/feature-flag/flag')
    .argument('<name>', 'which', textUpTo('<name>', 200))
    .action(async (name: string, { reason, ...given }: Why) => {
      await send(desk, given, ['POST', '/api/v1/breakers/reset'], { name, reason });
      desk.print(given, { reset: name }, () => `${name} is closed: work goes through`);
    });
};

function stateWord(state: string): Cell {
  if (state === 'closed') return ok(state);
  return state === 'open' ? fail(state) : warn(state);
}
