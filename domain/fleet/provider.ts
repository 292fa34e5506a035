/** What a provider can say of a machine. `unknown`: it was asked, and can not tell. */
export const PROVIDER_STATES = ['running', 'stopping', 'stopped', 'error', 'gone', 'unknown'] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];

/** What a provider may do to a machine; each does what it can of it. */
export const OPERATIONS = ['start', 'stop', 'reboot', 'reprovision', 'drain', 'terminate'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What one machine is, by the word of its provider. */
export interface Truth {
  /** What its instance has as `providerId`: the place and its name there. */
  readonly providerId: string;
  readonly state: ProviderState;
  /** A sentence in which nothing moves by itself: it is written anew only when it changes. */
  readonly says: string;
  /** Since when it is so, epoch ms, where the provider knows. */
  readonly since?: number;
  readonly facts: Readonly<Record<string, string>>;
}

/** Rows call what is not there any more by the word of the sensors. */
export function statusOf(state: ProviderState): string {
  return state === 'gone' ? 'missing' : state;
}

const KNOWN_LEAST = 3;

/** Where nothing is left of several machines, another place answers under the same name sooner than that all of them are gone. */
export function isAnotherPlace({ known, met }: { readonly known: number; readonly met: number }): boolean {
  return known >= KNOWN_LEAST && met === 0;
}

export type Carrier = 'node' | 'provider' | 'people';

/**
 * Who does something to a machine. What its provider hands to the node goes there, and what only a provider can do stays with it;
 * else the node is asked where it can hear, its provider where it can't, and people where neither can.
 */
export function carrierOf({
  operation,
  reports,
  does,
}: {
  readonly operation: Operation;
  /** Whether its node was heard of lately. */
  readonly reports: boolean;
  readonly does: 'node' | 'provider' | undefined;
}): Carrier {
  if (does === 'node') return 'node';
  if (does === 'provider' && (!reports || operation === 'drain' || operation === 'terminate')) return 'provider';
  return reports ? 'node' : 'people';
}
