export const CVE_SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type CveSeverity = (typeof CVE_SEVERITIES)[number];

/** What nobody has rated counts as medium: it is neither nothing nor the worst. */
const WEIGHT: Readonly<Record<CveSeverity, number>> = { critical: 100, high: 60, medium: 30, low: 10, unknown: 30 };
const RISK_MAX = 100;
export const GATE_FROM = 50;

/** From 0 to 100: how bad it is, and on how many instances. What is found nowhere is no risk; what may start tomorrow is. */
export function cveRisk(
  severity: CveSeverity,
  { places, instances }: { readonly places: number; readonly instances: number },
): number {
  if (places <= 0) return 0;
  return Math.min(RISK_MAX, Math.round(WEIGHT[severity] * (1 + Math.log10(Math.max(instances, 1) + 1))));
}

/** Whether people are asked before anything is done about it. */
export function isGated(severity: CveSeverity, risk: number): boolean {
  return severity === 'critical' || severity === 'high' || risk >= GATE_FROM;
}
