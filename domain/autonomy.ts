import type { Severity } from './scales.js';

export const PATROL_LEVELS = ['monitor', 'approval', 'assisted', 'full'] as const;
export type PatrolLevel = (typeof PATROL_LEVELS)[number];
export const ASSISTANT_LEVELS = ['read_only', 'controlled', 'autonomous'] as const;
export type AssistantLevel = (typeof ASSISTANT_LEVELS)[number];
export const STAGES = ['observe', 'dry-run', 'act'] as const;
export type Stage = (typeof STAGES)[number];

/** What people have set. What counts may be less: see `effectiveLevels`. */
export interface SavedLevels {
  readonly patrol: PatrolLevel;
  readonly assistant: AssistantLevel;
  /** `full` counts only until this instant, in ms. */
  readonly fullUnlockedUntil?: number;
}

export interface EffectiveLevel<Level> {
  readonly saved: Level;
  readonly effective: Level;
  /** Why less counts than what was saved. */
  readonly because?: string;
}

/** Capabilities without which a level counts for less than what was saved. */
export const LEVEL_CAPABILITIES = ['patrol', 'assistant'] as const;

/** Reads what was stored once: a word that nobody knows any more is the most careful one. */
export function readPatrolLevel(word: string): PatrolLevel {
  if (word === 'autonomous') return 'full';
  return PATROL_LEVELS.find((level) => level === word) ?? 'monitor';
}

export function readAssistantLevel(word: string): AssistantLevel {
  return ASSISTANT_LEVELS.find((level) => level === word) ?? 'read_only';
}

/** A missing capability clamps; the saved value stays, so that it counts again when the capability is back. */
export function effectivePatrol(
  { patrol, fullUnlockedUntil }: SavedLevels,
  missing: readonly string[],
  now: number,
): EffectiveLevel<PatrolLevel> {
  if (missing.includes('patrol') && patrol !== 'monitor')
    return { saved: patrol, effective: 'monitor', because: 'the capability "patrol" is missing here' };
  if (patrol === 'full' && !(fullUnlockedUntil !== undefined && now < fullUnlockedUntil))
    return { saved: patrol, effective: 'assisted', because: 'full is locked: an admin unlocks it, for a time' };
  return { saved: patrol, effective: patrol };
}

export function effectiveAssistant(
  { assistant }: Pick<SavedLevels, 'assistant'>,
  missing: readonly string[],
): EffectiveLevel<AssistantLevel> {
  if (missing.includes('assistant') && assistant === 'autonomous')
    return { saved: assistant, effective: 'controlled', because: 'the capability "assistant" is missing here' };
  return { saved: assistant, effective: assistant };
}

/** What a patrol may do by itself about something of this severity. */
export function patrolMay(level: PatrolLevel, severity: Severity): 'record' | 'ask' | 'act' {
  if (severity === 'info' || level === 'monitor') return 'record';
  if (level === 'approval') return 'ask';
  return level === 'assisted' && severity === 'critical' ? 'ask' : 'act';
}
