import { expect, it } from 'vitest';
import { CVE_SEVERITIES, cveRisk, isGated } from '../../../domain/cve/risk.js';

it.each([
  ['medium', 3, 48, false],
  ['medium', 4, 51, true],
  ['low', 9_998, 50, true],
  ['low', 8_000, 49, false],
  ['low', 1, 13, false],
  ['high', 1, 78, true],
  ['high', 100_000, 100, true],
  ['critical', 20, 100, true],
  ['critical', 0, 100, true],
] as const)('%s on %i instances is %i', (severity, instances, risk, gated) => {
  expect(cveRisk(severity, { places: 1, instances })).toBe(risk);
  expect(isGated(severity, risk)).toBe(gated);
});

it('is none where nothing is exposed', () => {
  expect(cveRisk('critical', { places: 0, instances: 5 })).toBe(0);
});

it.each(CVE_SEVERITIES)('%s never leaves 0 to 100, and never falls with more instances', (severity) => {
  const risks = [0, 1, 10, 1e3, 1e6, 1e12].map((instances) => cveRisk(severity, { places: 1, instances }));
  expect(risks).toEqual(risks.toSorted((a, b) => a - b));
  expect(Math.max(...risks)).toBeLessThanOrEqual(100);
});
