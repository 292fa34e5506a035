import { setTimeout as pause } from 'node:timers/promises';
import { principalId } from '../allowed.js';
import { type Api, openApi } from '../api.js';
import { type AddCommand, AnswerIsNo, type Desk, Misused } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { fail, ok, type StateWord, warn } from '../paint.js';
import { table } from '../table.js';

interface Rounds {
  readonly agent: string;
  readonly everyMs: number;
  readonly state: string;
  readonly because?: string;
  readonly author: string;
  readonly reason: string;
  readonly done: number;
  readonly tickedAt?: string;
  readonly tookMs?: number;
  readonly summary: Readonly<Record<string, number>>;
}

const PATH = '/api/v1/rounds';
/** A round may take three minutes at most; who waits longer is told what to look at. */
const WAIT_MS_MAX = 200_000;
const LOOK_MS = 250;
const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

export const rounds: AddCommand = (program, desk) => {
  const { command, because } = groupOf(program, 'rounds', 'how often the agents of the fleet look, and how it went');
  command('list', 'those of each agent', 'list').action(async (flags: Flags) => {
    const settings = desk.config({ ...flags });
    const found = await (await openApi(settings)).get<readonly Rounds[]>(PATH);
    desk.print(flags, found, () =>
      found.length === 0
        ? 'no agent makes rounds in this account'
        : table(
            ['agent', 'every', 'state', 'last', 'took', 'summary', 'set by', 'because'],
            found.map((one) => [
              ...[one.agent, everyOf(one.everyMs), stateOf(one), one.tickedAt?.slice(0, 19) ?? 'never'],
              ...[
                one.tookMs === undefined ? '' : `${one.tookMs} ms`,
                summaryOf(one),
                one.author,
                one.because ?? one.reason,
              ],
            ]),
            desk.paint(settings),
          ),
    );
  });
  for (const [name, about, done] of [
    ['pause', 'its sensors rest until they are resumed; what is open stays', 'rests'],
    ['resume', 'its sensors look again, at once', 'looks again'],
  ] as const)
    because(name, about, `${name} fleet_autonomy`)
      .argument('<agent>', 'whose', principalId('<agent>'))
      .action(async (agent: string, { reason, ...flags }: Why) => {
        await send(desk, flags, ['POST', `${PATH}/${agent}/${name}`], { reason });
        desk.print(flags, { [name]: agent }, () => `${agent} ${done}`);
      });
  because('every', 'how often it looks', 'every fleet_autonomy 30s')
    .argument('<agent>', 'whose', principalId('<agent>'))
    .argument('<time>', 'such as 30s, 5m or 1h', secondsOf)
    .action(async (agent: string, everySeconds: number, { reason, ...flags }: Why) => {
      await send(desk, flags, ['PUT', `${PATH}/${agent}`], { everySeconds, reason });
      desk.print(
        flags,
        { agent, everySeconds },
        () => `${agent} looks every ${everyOf(everySeconds * 1_000)} from now on`,
      );
    });
  command('now', 'make a round at once, and say what came of it', 'now fleet_autonomy')
    .argument('<agent>', 'whose', principalId('<agent>'))
    .action((agent: string, flags: Flags) => now(agent, flags, desk));
};

async function now(agent: string, flags: Flags, desk: Desk): Promise<void> {
  const api = await openApi(desk.config({ ...flags }));
  const { wanted } = await api.send<{ wanted: number }>('POST', `${PATH}/${agent}/now`);
  const made = await untilDone(api, agent, wanted);
  if (!made) {
    desk.io.err(
      `${agent} has not made the round that was asked for within ${WAIT_MS_MAX / 1_000} s: see "reeve rounds list" and "reeve status"`,
    );
    throw new AnswerIsNo();
  }
  desk.print(flags, made, () => `done in ${made.tookMs ?? 0} ms: ${summaryOf(made)}`);
}

/** The row says when it is done. One that is paused meanwhile is not waited for. */
async function untilDone(api: Api, agent: string, wanted: number): Promise<Rounds | undefined> {
  const until = performance.now() + WAIT_MS_MAX;
  while (performance.now() < until) {
    const one = await api.get<Rounds>(`${PATH}/${agent}`);
    if (one.done >= wanted) return one;
    if (one.state === 'paused' || one.state === 'stopped') return undefined;
    await pause(LOOK_MS);
  }
  return undefined;
}

function secondsOf(given: string): number {
  const [, amount, unit] = /^(\d{1,5})([smh])$/.exec(given) ?? [];
  const seconds = Number(amount) * SECONDS[(unit ?? 's') as keyof typeof SECONDS];
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new Misused(
    `<time> takes a time from 1s to 24h, such as 30s, 5m or 1h, not ${JSON.stringify(given.slice(0, 60))}`,
  );
}

function everyOf(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function stateOf({ state }: Rounds): string | StateWord {
  if (state === 'running') return ok(state);
  return state === 'late' ? fail(state) : state === 'not yet' ? state : warn(state);
}

const SUMMED = ['sensors', 'failed', 'raised', 'opened', 'closed', 'decided', 'proposed'];

function summaryOf({ summary }: Rounds): string {
  return Object.entries(summary)
    .toSorted(([a], [b]) => SUMMED.indexOf(a) - SUMMED.indexOf(b))
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}
