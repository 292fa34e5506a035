/** Four steps for what is wrong, and four for what a change may cost; every other scale is read into these once. */
export const SEVERITIES = ['info', 'warning', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof RISKS)[number];
/** How well an agent is doing; it decays. */
export const TRUSTS = ['supervised', 'monitored', 'trusted', 'autonomous'] as const;
export type Trust = (typeof TRUSTS)[number];
/** What an agent may ever do; only a review raises it. */
export const TIERS = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;
export type Tier = (typeof TIERS)[number];

interface Step {
  readonly severity: Severity;
  readonly fleet: readonly string[];
  readonly pulse: readonly string[];
  readonly alertmanager: readonly string[];
  readonly risk: Risk;
  readonly trust: Trust;
  readonly scoreFrom: number;
}

export const SCALE: readonly Step[] = [
  {
    severity: 'info',
    fleet: ['low'],
    pulse: ['info', 'watch'],
    alertmanager: ['none', 'info'],
    risk: 'low',
    trust: 'supervised',
    scoreFrom: 0,
  },
  {
    severity: 'warning',
    fleet: ['medium'],
    pulse: ['warning'],
    alertmanager: ['warning'],
    risk: 'medium',
    trust: 'monitored',
    scoreFrom: 0.4,
  },
  {
    severity: 'high',
    fleet: ['high'],
    pulse: ['warning'],
    alertmanager: ['error', 'high'],
    risk: 'high',
    trust: 'trusted',
    scoreFrom: 0.7,
  },
  {
    severity: 'critical',
    fleet: ['critical'],
    pulse: ['critical'],
    alertmanager: ['critical', 'page'],
    risk: 'critical',
    trust: 'autonomous',
    scoreFrom: 0.9,
  },
];

/** A word of another system. One that nobody knows counts as critical: what can't be read is never made small. */
export function severityOf(source: 'fleet' | 'pulse' | 'alertmanager', word: string): Severity {
  const said = word.toLowerCase();
  return SCALE.find((step) => step[source].includes(said))?.severity ?? 'critical';
}

export function trustOf(score: number): Trust {
  return SCALE.findLast(({ scoreFrom }) => score >= scoreFrom)?.trust ?? 'supervised';
}

export function scoreOf(trust: Trust): number {
  return SCALE.find((step) => step.trust === trust)?.scoreFrom ?? 1;
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export function atLeast(severity: Severity, least: Severity): boolean {
  return severityRank(severity) >= severityRank(least);
}

export function riskRank(risk: Risk): number {
  return RISKS.indexOf(risk);
}

export function tierRank(tier: Tier): number {
  return TIERS.indexOf(tier);
}
