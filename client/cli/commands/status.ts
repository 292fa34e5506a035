import { plural } from '../../../domain/wording.js';
import { openApi } from '../api.js';
import { type AddCommand, AnswerIsNo, type CommonFlags } from '../command.js';
import { fail, ok, type Paint, warn } from '../paint.js';
import { type Cell, harmless, table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly roundtrip?: boolean;
}
interface StatusAnswer {
  readonly version: string;
  readonly mode: string;
  readonly account: string;
  readonly ready: boolean;
  readonly startedAt: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly parts: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly version?: string;
    readonly detail: string;
  }[];
  readonly queues: readonly {
    readonly taskQueue: string;
    readonly workers: readonly string[];
    readonly backlog: number;
    readonly oldestSeconds: number;
  }[];
  readonly inbox?: {
    readonly pending: number;
    readonly failed: number;
    readonly oldestSeconds: number;
    readonly lastError?: string;
  };
}
interface Stop {
  readonly id: string;
  readonly until?: string;
  readonly reason: string;
  readonly by: string;
}
interface Stops {
  readonly killSwitch?: Stop;
  readonly freezes: readonly Stop[];
}
interface QueueAnswer {
  readonly queue: string;
  readonly answered: boolean;
  readonly worker?: string;
  readonly why?: string;
}

export const status: AddCommand = (program, { config, paint, print }) => {
  program
    .command('status')
    .description('how things stand, observed now; exit 1 when something is not ready')
    .option('--url <url>', 'the Reeve to ask')
    .option('--roundtrip', 'send a task through every queue and see who answers')
    .addHelpText('after', '\nExample:\n  reeve status --json | jq .ready')
    .action(async (flags: Flags) => {
      const { roundtrip, ...rest } = flags;
      const settings = config({ ...rest });
      const api = await openApi(settings);
      // First, since it takes longest: how things stand is then the newest of what is said.
      const answers = roundtrip ? await api.send<readonly QueueAnswer[]>('POST', '/api/v1/roundtrip') : undefined;
      const stands = await api.get<StatusAnswer>('/api/v1/status');
      // How things stand is said even where the database, which alone knows this, is away.
      const stops = await api.get<Stops>('/api/v1/stops').catch(() => undefined);
      print(flags, { ...stands, ...(stops && { stops }), ...(answers && { roundtrip: answers }) }, () =>
        human(stands, { paint: paint(settings), ...(stops && { stops }), ...(answers && { answers }) }),
      );
      if (!stands.ready || answers?.some(({ answered }) => !answered)) throw new AnswerIsNo();
    });
};

interface Beside {
  readonly paint: Paint;
  readonly stops?: Stops;
  readonly answers?: readonly QueueAnswer[];
}

function human(stands: StatusAnswer, { paint, stops, answers }: Beside): string {
  const { version, mode, account, ready, parts, queues, inbox, addresses } = stands;
  return [
    `Reeve ${version} (${mode}), account ${account}: ${paint(ready ? ok('everything is ready') : fail('NOT READY'))}`,
    ...stopLines(stops, paint),
    '',
    table(
      ['part', 'state', 'version', 'detail'],
      parts.map(({ name, ready: isReady, version: of = '', detail }) => [
        name,
        isReady ? ok('ready') : fail('NOT READY'),
        of,
        detail,
      ]),
      paint,
    ),
    '',
    table(
      ['queue', 'waiting', 'oldest', 'served by'],
      queues.map(({ taskQueue, workers, backlog, oldestSeconds }) => [
        taskQueue,
        String(backlog),
        backlog > 0 ? `${oldestSeconds} s` : '',
        servedBy(workers),
      ]),
      paint,
    ),
    '',
    `inbox: ${inboxLine(inbox)}`,
    ...(answers ?? []).map(
      ({ queue, answered, worker, why }) =>
        `roundtrip ${queue}: ${answered ? `${paint(ok('answered'))} by ${worker}` : `${paint(fail('NO ANSWER'))}, ${why}`}`,
    ),
    ...Object.entries(addresses).map(([name, url]) => `${name}: ${url}`),
  ].join('\n');
}

function stopLines(stops: Stops | undefined, paint: Paint): readonly string[] {
  if (!stops) return ['what stops work: unknown'];
  const { killSwitch, freezes } = stops;
  if (!killSwitch && freezes.length === 0) return ['nothing stops work'];
  return [
    ...(killSwitch
      ? [`${paint(fail('the kill switch is ON'))}, by ${harmless(`${killSwitch.by}: ${killSwitch.reason}`)}`]
      : []),
    ...freezes.map(
      ({ id, until, by, reason }) =>
        `${paint(warn('FROZEN'))} until ${until ?? 'somebody thaws'}, by ${harmless(`${by}: ${reason}`)} (reeve thaw ${id})`,
    ),
  ];
}

function inboxLine(inbox: StatusAnswer['inbox']): string {
  if (!inbox) return 'unknown';
  const { pending, failed, oldestSeconds, lastError } = inbox;
  const waiting = `${pending} not yet sent${pending > 0 ? `, the oldest for ${oldestSeconds} s` : ''}`;
  if (failed === 0) return waiting;
  return `${waiting}; ${failed} REFUSED by Temporal${lastError ? ` (${lastError})` : ''}, see the runbook "PostgreSQL or Temporal is away"`;
}

function servedBy(workers: readonly string[]): Cell {
  if (workers.length === 0) return fail('nobody');
  return workers.length === 1 ? workers.join() : plural(workers.length, 'worker');
}
