import { plural } from '../wording.js';

/** What is known of an instance when it falls silent or stands other than it should: read, and nothing touched. */
export interface Surroundings {
  readonly instance: string;
  readonly template: string;
  readonly region: string;
  readonly provider: string;
  readonly status: string;
  readonly providerStatus: string | null;
  readonly heartbeatAt: number | null;
  readonly siblings: number;
  readonly silentSiblings: number;
  readonly regionAll: number;
  readonly regionSilent: number;
  /** Changes of the last day at it or at its node, the newest first. */
  readonly changes: readonly { readonly what: string; readonly at: number }[];
  readonly certificateEndsAt: number | null;
}

export type Suspect = 'provider' | 'region' | 'template' | 'change' | 'certificate' | 'host';

export interface Attribution {
  readonly suspect: Suspect;
  readonly sentences: readonly string[];
}

const CHANGE_MS = 60 * 60_000;

/** What was it, what changed, and what does its neighbourhood say: the likeliest place to look first. */
export function attribute(around: Surroundings, now: number): Attribution {
  const { heartbeatAt } = around;
  const from = heartbeatAt ?? now;
  const change = around.changes.find(({ at }) => at <= from + 60_000 && at > from - CHANGE_MS);
  const sentences = [
    heartbeatAt === null
      ? `${around.instance} has never reported`
      : `${around.instance} reported last at ${new Date(heartbeatAt).toISOString()}`,
    ofProvider(around),
    share(around.silentSiblings, around.siblings, `of its template ${around.template}`),
    ...(around.region === '' ? [] : [share(around.regionSilent, around.regionAll, `in ${around.region}`)]),
    change
      ? `shortly before: ${change.what} at ${new Date(change.at).toISOString()}`
      : 'nothing was changed at it in the hour before',
  ];
  return { suspect: suspectOf(around, { change: change !== undefined, from }), sentences };
}

function suspectOf(
  around: Surroundings,
  { change, from }: { readonly change: boolean; readonly from: number },
): Suspect {
  const { providerStatus, regionAll, regionSilent, siblings, silentSiblings, certificateEndsAt } = around;
  if (providerStatus !== null && providerStatus !== 'running' && providerStatus !== 'unknown') return 'provider';
  if (regionAll >= 3 && regionSilent * 2 >= regionAll) return 'region';
  if (siblings >= 3 && silentSiblings * 2 >= siblings) return 'template';
  if (certificateEndsAt !== null && certificateEndsAt <= from + 60_000) return 'certificate';
  return change ? 'change' : 'host';
}

function ofProvider({ provider, providerStatus }: Surroundings): string {
  if (providerStatus === null) return `its provider (${provider}) says nothing of it`;
  return providerStatus === 'unknown'
    ? `its provider (${provider}) can not tell how it is`
    : `its provider (${provider}) says "${providerStatus}"`;
}

function share(silent: number, all: number, where: string): string {
  return silent === 0
    ? `none of the other ${plural(all, 'instance')} ${where} is silent`
    : `${silent} of the other ${plural(all, 'instance')} ${where} ${silent === 1 ? 'is' : 'are'} silent too`;
}
