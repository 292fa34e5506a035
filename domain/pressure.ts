/** What another system says of its own load. It fades, and is gone after its time to live. */
export interface Pressure {
  readonly source: string;
  readonly strength: number;
  readonly at: number;
  readonly ttlMs: number;
  /** How much of the strength goes in an hour, 0 to 1. */
  readonly decay: number;
}

export const PRESSURE = { strengthMax: 16, defersFrom: 1, deferMaxMs: 600_000, deferTotalMs: 1_800_000 } as const;
const HOUR = 3_600_000;

export function strengthNow({ strength, at, ttlMs, decay }: Pressure, now: number): number {
  const age = now - at;
  if (age < 0) return strength;
  return age >= ttlMs ? 0 : strength * (1 - decay) ** (age / HOUR);
}

export function totalPressure(pressure: readonly Pressure[], now: number): number {
  return pressure.reduce((sum, one) => sum + strengthNow(one, now), 0);
}

/** How long to wait for it to fade: a minute for each unit, ten at most. */
export function pressureDeferralMs(total: number): number {
  return total < PRESSURE.defersFrom ? 0 : Math.min(Math.floor(total * 60) * 1000, PRESSURE.deferMaxMs);
}
