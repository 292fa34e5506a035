const DAY = 86_400_000;
const WEEK = 7 * DAY;

export const DIMENSIONS = ['safety', 'reliability', 'quality', 'cost', 'speed'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Dimensions = Readonly<Record<Dimension, number>>;

const WEIGHT: Dimensions = { safety: 0.3, reliability: 0.25, quality: 0.2, cost: 0.15, speed: 0.1 };
const NEUTRAL = 0.5;
export const TRUST = {
  graceMs: 7 * DAY,
  perWeek: 0.02,
  decayMax: 0.3,
  alpha: 0.3,
} as const;

export function scoreOfDimensions(dimensions: Dimensions): number {
  return DIMENSIONS.reduce((sum, name) => sum + WEIGHT[name] * dimensions[name], 0);
}

/**
 * What is left of a score after idle weeks. Computed from the last evaluation and never stored, so that asking daily
 * or once gives the same answer; and only downwards, since nobody earns trust by doing nothing.
 */
export function decayed(dimensions: Dimensions, evaluatedAt: number, now: number): Dimensions {
  const idleMs = now - evaluatedAt - TRUST.graceMs;
  if (idleMs <= 0) return dimensions;
  const part = Math.min((TRUST.perWeek * idleMs) / WEEK, TRUST.decayMax);
  const fade = (value: number) => (value > NEUTRAL ? value - (value - NEUTRAL) * part : value);
  return {
    safety: fade(dimensions.safety),
    reliability: fade(dimensions.reliability),
    quality: fade(dimensions.quality),
    cost: fade(dimensions.cost),
    speed: fade(dimensions.speed),
  };
}

/** An evaluation moves each dimension that it speaks of a part of the way, from where decay has left it. */
export function evaluated(
  dimensions: Dimensions,
  seen: Partial<Dimensions>,
  { evaluatedAt, now }: { readonly evaluatedAt: number; readonly now: number },
): Dimensions {
  const from = decayed(dimensions, evaluatedAt, now);
  const move = (name: Dimension) => {
    const value = seen[name];
    return value === undefined ? from[name] : clamp(from[name] + TRUST.alpha * (clamp(value) - from[name]));
  };
  return {
    safety: move('safety'),
    reliability: move('reliability'),
    quality: move('quality'),
    cost: move('cost'),
    speed: move('speed'),
  };
}

/** What an end says of the agent that proposed it; of cost and speed none says anything. */
const RAISED_TO: Readonly<Record<string, Partial<Dimensions>>> = {
  verified: { safety: 1, reliability: 1, quality: 1 },
};
const LOWERED_TO: Readonly<Record<string, Partial<Dimensions>>> = {
  undone: { safety: 0.3, reliability: 0.2 },
  failed: { safety: 0.3, reliability: 0 },
  'undo-failed': { safety: 0, reliability: 0 },
  'needs-hands': { safety: 0, reliability: 0 },
  unknown: { reliability: 0.2 },
  rejected: { quality: 0 },
  'changes-requested': { quality: 0.3 },
};

/**
 * Where an end leaves the agent; undefined where it says nothing of it: nobody answered, it was taken back, the world moved on,
 * people let nothing be done there. A bad end never raises whoever stands lower already.
 */
export function movedBy(
  outcome: string,
  dimensions: Dimensions,
  clock: { readonly evaluatedAt: number; readonly now: number },
): Dimensions | undefined {
  const raised = RAISED_TO[outcome];
  if (raised) return evaluated(dimensions, raised, clock);
  const lowered = LOWERED_TO[outcome];
  if (!lowered) return undefined;
  const from = decayed(dimensions, clock.evaluatedAt, clock.now);
  const seen = DIMENSIONS.flatMap((name) => {
    const to = lowered[name];
    return to === undefined ? [] : [[name, Math.min(to, from[name])] as const];
  });
  return evaluated(dimensions, Object.fromEntries(seen), clock);
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
