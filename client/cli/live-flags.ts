import type { Command } from 'commander';
import { readEnvironment } from '../../config/environment.js';
import type * as live from '../../workers/main/live.js';
import { type CommonFlags, type Io, Misused } from './command.js';
import { openProgress } from './progress.js';

/** What is read of a live cluster, and by which way. */
export interface LiveFlags extends CommonFlags {
  readonly namespace?: string;
  readonly workload?: string;
  readonly node?: string;
  readonly alert?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly timeout: string;
  readonly since: string;
  readonly url?: string;
}

export function addLiveFlags(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'the namespace to look at; else the one of the kubeconfig’s context')
    .option('--workload <kind/name>', 'a workload in it, such as deployment/web')
    .option('--node <name>', 'a node, with the pods on it')
    .option('--alert <file>', 'the payload of an Alertmanager webhook, whose labels say what to look at')
    .option('--kubeconfig <file>', 'else KUBECONFIG, ~/.kube/config, or the account of the pod that it runs in')
    .option('--context <name>', 'a context of the kubeconfig')
    .option('--prometheus <url>', 'Prometheus or VictoriaMetrics, for what was measured')
    .option('--alertmanager <url>', 'Alertmanager, for what else fires near by')
    .option('--url <url>', 'a Reeve that is asked what it was told of changes (REEVE_TOKEN)')
    .option('--timeout <time>', 'for all of the reading, such as 20s', '20s')
    .option('--since <time>', 'how far before the trouble to look back, such as 1h', '1h');
}

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS };

function msOf(flag: string, text: string, [least, most]: readonly [number, number]): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (digits === '' || Number.isNaN(ms)) throw new Misused(`${flag} takes a time such as 20s, 5m or 1h`);
  if (ms < least || ms > most) throw new Misused(`${flag} takes from ${least / 1000}s to ${most / 60_000}m`);
  return ms;
}

function urlOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Misused(`${flag} takes an address such as http://localhost:9090`);
  return text;
}

/** The flags as `workers/main/live` takes them. */
export async function liveWish(flags: LiveFlags) {
  const { namespace, workload, node, alert, kubeconfig, context } = flags;
  const sinceMs = msOf('--since', flags.since, [60_000, DAY_MS]);
  const url = urlOf('--url', flags.url);
  // An alert may have begun long ago, and what came before it counts; as far back as metrics are asked for.
  const toldMs = sinceMs + (alert === undefined ? 0 : DAY_MS);
  const told = url === undefined ? undefined : await askReeve({ ...flags, url }, toldMs);
  return {
    ...{ namespace, workload, node, kubeconfig, context, alertFile: alert, told, sinceMs },
    kubeconfigEnvironment: readEnvironment()['KUBECONFIG'],
    prometheus: urlOf('--prometheus', flags.prometheus),
    alertmanager: urlOf('--alertmanager', flags.alertmanager),
    timeoutMs: msOf('--timeout', flags.timeout, [1_000, 600_000]),
  };
}

async function askReeve(flags: LiveFlags & { readonly url: string }, sinceMs: number) {
  const { toldChanges } = await import('./told-changes.js');
  return toldChanges(flags, sinceMs);
}

type Live = typeof live;

/** Says what is going on where it takes longer than a second, and each refusal in a sentence. */
export async function readingLive<T>(
  io: Io,
  work: (live: Live, onStep: (text: string) => void) => Promise<T>,
): Promise<T> {
  const live = await import('../../workers/main/live.js');
  const progress = openProgress(io);
  try {
    return await work(live, (text) => progress.step(text));
  } catch (error) {
    const refusal = live.refusalOf(error);
    if (!refusal) throw error;
    throw refusal.misused
      ? new Misused(refusal.message, { cause: error })
      : new Error(refusal.message, { cause: error });
  } finally {
    progress.end();
  }
}
