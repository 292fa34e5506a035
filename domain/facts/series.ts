import type { Series } from './bundle.js';
import type { Scene } from './scene.js';

export function seriesLike(scene: Scene, query: RegExp): readonly Series[] {
  return scene.bundle.series.filter((series) => query.test(series.query) && series.points.length > 0);
}

export function lastOf({ points }: Series): number | undefined {
  return points.at(-1)?.[1];
}

export function firstOf({ points }: Series): number | undefined {
  return points[0]?.[1];
}

export function peakOf({ points }: Series): number {
  return points.reduce((most, [, value]) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** When it first left what it was at the beginning: more than three times that, and by more than a trifle. */
export function stepOf({ points }: Series): number | undefined {
  const [first] = points;
  if (!first) return undefined;
  const base = Math.max(Math.abs(first[1]), 0.01);
  return points.find(([, value]) => value > base * 3)?.[0];
}

/** It rose, and has come back to less than a fifth of its peak. */
export function cameBack(series: Series): boolean {
  const [first, peak, last] = [firstOf(series), peakOf(series), lastOf(series)];
  if (first === undefined || last === undefined || series.points.length < 3) return false;
  return peak > Math.max(first, 0.001) * 3 && last <= peak * 0.2;
}
