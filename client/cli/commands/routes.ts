import { oneOf, someOf, textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, Desk } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly provider: string;
  readonly channel: string;
  readonly tells: readonly string[];
  readonly agent: string;
  readonly team: string;
  readonly target: string;
  readonly severityMin: string;
  readonly waiting: number;
  readonly givenUp: number;
  readonly trouble?: string;
}

interface SetFlags extends Why {
  readonly tells?: readonly string[];
  readonly agent?: string;
  readonly team?: string;
  readonly target?: string;
  readonly from?: string;
}

type Group = ReturnType<typeof groupOf>;

const KINDS = ['requests', 'notices', 'trouble'];

export const routes: AddCommand = (program, desk) => {
  const group = groupOf(program, 'routes', 'which channels hear of what');
  list(group, desk);
  set(group, desk);
  others(group, desk);
};

function list({ command }: Group, { config, print }: Desk): void {
  command('list', 'all routes, and whether messages get there', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(config({ ...flags }))).get<Listed[]>('/api/v1/routes');
    print(flags, found, () =>
      found.length === 0
        ? 'nobody is told in a chat yet: "reeve routes set --help"'
        : table(
            ['route', 'channel', 'tells', 'of', 'from', 'state'],
            found.map((one) => [
              one.id,
              `${one.provider} ${one.channel}`,
              one.tells.join(', '),
              ofWhat(one),
              one.severityMin,
              stateOf(one),
            ]),
          ),
    );
  });
}

function set({ because }: Group, desk: Desk): void {
  because('set', 'tell a channel, new or over the route of that id', 'set ops slack C0123456789')
    .argument('<id>', 'a name for it')
    .argument('<chat>', 'slack or discord', oneOf('<chat>', ['slack', 'discord']))
    .argument('<channel>', 'the id of the channel, not its name', textUpTo('<channel>', 40))
    .option('--tells <what>', `of ${KINDS.join(',')}; without it of all`, someOf('--tells', KINDS, { least: 1 }))
    .option('--agent <id>', 'only what this agent proposed', textUpTo('--agent', 63))
    .option('--team <name>', 'only what somebody of this team proposed', textUpTo('--team', 63))
    .option('--target <pattern>', 'only at targets of this pattern, such as flag/*', textUpTo('--target', 300))
    .option('--from <severity>', 'from this severity on', oneOf('--from', ['info', 'warning', 'high', 'critical']))
    .action(async (id: string, provider: string, channel: string, { reason, ...flags }: SetFlags) => {
      const { agent, team, target, from } = flags;
      const tells = flags.tells ?? KINDS;
      await send(desk, flags, ['PUT', '/api/v1/routes'], {
        ...{ id, provider, channel, tells, reason },
        ...(agent !== undefined && { agent }),
        ...(team !== undefined && { team }),
        ...(target !== undefined && { target }),
        ...(from !== undefined && { severityMin: from }),
      });
      desk.print(flags, { id }, () => `${id} is set: "reeve routes try ${id}" says hello there`);
    });
}

function others({ command, because }: Group, desk: Desk): void {
  because('unset', 'take a route away', 'unset ops')
    .argument('<id>', 'which')
    .action(async (id: string, { reason, ...flags }: Why) => {
      const query = new URLSearchParams({ id, reason });
      await send(desk, flags, ['DELETE', `/api/v1/routes?${query.toString()}`]);
      desk.print(flags, { id }, () => `${id} is gone`);
    });
  command('try', 'say hello in its channel', 'try ops')
    .argument('<id>', 'which')
    .action(async (id: string, flags: Flags) => {
      await send(desk, flags, ['POST', `/api/v1/routes/${encodeURIComponent(id)}/try`]);
      desk.print(flags, { id }, () => 'a hello is on its way: "reeve routes list" says whether it got there');
    });
  because('retry', 'send again what was given up', 'retry').action(async ({ reason, ...flags }: Why) => {
    const api = await openApi(desk.config({ ...flags }));
    const done = await api.send<{ retried: number }>('POST', '/api/v1/routes/retry', { reason });
    desk.print(flags, done, () => `${done.retried} on their way again`);
  });
}

function ofWhat({ agent, team, target }: Listed): string {
  const parts = [agent && `agent ${agent}`, team && `team ${team}`, target !== '*' && target].filter(Boolean);
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

function stateOf({ waiting, givenUp, trouble }: Listed): string {
  if (waiting + givenUp === 0) return 'fine';
  return `${waiting} waiting, ${givenUp} given up${trouble ? `: ${trouble}` : ''}`;
}
