import { openApi } from '../api.js';
import { type AddCommand, AnswerIsNo, type CommonFlags } from '../command.js';
import { table } from '../table.js';

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
interface QueueAnswer {
  readonly queue: string;
  readonly answered: boolean;
  readonly worker?: string;
  readonly why?: string;
}

export const status: AddCommand = (program, { config, print }) => {
  program
    .command('status')
    .description('how things stand, observed now; exit 1 when something is not ready')
    .option('--url <url>', 'the Reeve to ask')
    .option('--roundtrip', 'send a task through every queue and see who answers')
    .addHelpText('after', '\nExample:\n  reeve status --json | jq .ready')
    .action(async (flags: Flags) => {
      const { roundtrip, ...rest } = flags;
      const api = await openApi(config({ ...rest }));
      const stands = await api.get<StatusAnswer>('/api/v1/status');
      const answers = roundtrip ? await api.send<readonly QueueAnswer[]>('POST', '/api/v1/roundtrip') : undefined;
      print(flags, { ...stands, ...(answers && { roundtrip: answers }) }, () => human(stands, answers));
      if (!stands.ready || answers?.some(({ answered }) => !answered)) throw new AnswerIsNo();
    });
};

function human(stands: StatusAnswer, answers?: readonly QueueAnswer[]): string {
  const { version, mode, account, ready, parts, queues, inbox, addresses } = stands;
  return [
    `Reeve ${version} (${mode}), account ${account}: ${ready ? 'everything is ready' : 'NOT READY'}`,
    '',
    table(
      ['part', 'state', 'version', 'detail'],
      parts.map((part) => [part.name, part.ready ? 'ready' : 'NOT READY', part.version ?? '', part.detail]),
    ),
    '',
    table(
      ['queue', 'workers', 'waiting', 'oldest'],
      queues.map(({ taskQueue, workers, backlog, oldestSeconds }) => [
        taskQueue,
        String(workers.length),
        String(backlog),
        backlog > 0 ? `${oldestSeconds} s` : '',
      ]),
    ),
    '',
    `inbox: ${inboxLine(inbox)}`,
    ...(answers ?? []).map(
      ({ queue, answered, worker, why }) =>
        `roundtrip ${queue}: ${answered ? `answered by ${worker}` : `NO ANSWER, ${why}`}`,
    ),
    ...Object.entries(addresses).map(([name, url]) => `${name}: ${url}`),
  ].join('\n');
}

function inboxLine(inbox: StatusAnswer['inbox']): string {
  if (!inbox) return 'unknown';
  const { pending, failed, oldestSeconds, lastError } = inbox;
  const waiting = `${pending} not yet sent${pending > 0 ? `, the oldest for ${oldestSeconds} s` : ''}`;
  if (failed === 0) return waiting;
  return `${waiting}; ${failed} REFUSED by Temporal${lastError ? ` (${lastError})` : ''}, see the runbook "PostgreSQL or Temporal is away"`;
}
