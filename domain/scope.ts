import type { Stage } from './autonomy.js';
import { STAGES } from './autonomy.js';
import type { Risk } from './scales.js';

/** How far work on some targets is opened. `*` in the pattern stands for any part of a target's name. */
export interface Scope {
  readonly pattern: string;
  readonly stage: Stage;
  readonly riskMax: Risk;
}

/** The scope that speaks for a target: the one that says most about it, and of two alike the more careful. */
export function scopeFor(scopes: readonly Scope[], target: string): Scope | undefined {
  return scopes
    .filter(({ pattern }) => fits(pattern, target))
    .toSorted((a, b) => told(b.pattern) - told(a.pattern) || STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))[0];
}

/** Compared piece by piece: a pattern by a person is never run as a regular expression. */
export function fits(pattern: string, target: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return pattern === target;
  const last = rest.pop() ?? '';
  if (!target.startsWith(first) || target.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = target.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return target.length - last.length >= at && target.endsWith(last);
}

function told(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}
