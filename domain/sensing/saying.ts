import type { Given, Observation, Payload } from './sensor.js';
import type { Parameters } from './parameters.js';

type Open = Given<Parameters>['open'];
interface About {
  readonly kind: string;
  readonly fingerprint: string;
}

/** It is over: said only where it stood open, so that what is well costs nothing. */
export function ended(
  open: Open,
  { kind, fingerprint, because, payload }: About & { readonly because: string; readonly payload?: Payload },
): readonly Observation[] {
  return open(fingerprint) ? [{ says: 'clear', kind, fingerprint, because, ...(payload && { payload }) }] : [];
}

/** Nobody can tell now: what stands open stays, and nothing opens. */
export function held(open: Open, { kind, fingerprint }: About): readonly Observation[] {
  return open(fingerprint) ? [{ says: 'hold', kind, fingerprint }] : [];
}

/** Floating noise is nothing that changed. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
