import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../domain/sensing/index.js';
import type { Kind } from '../../../domain/sensing/sensor.js';
import { tellingOf } from '../../../domain/sensing/telling.js';
import type { Severity } from '../../../domain/scales.js';

const kindOf = (kind: string): Kind => {
  const found = KINDS.get(kind);
  if (!found) throw new Error(`there is no ${kind}`);
  return found;
};
const told = (kind: string, severity: Severity, payload: Record<string, string | number | boolean> = {}) =>
  tellingOf(
    kindOf(kind),
    { id: 'c-1', subject: { kind: 'module', name: 'shop' }, severity, payload },
    'fleet_autonomy',
  );

describe('what people are told of a condition', () => {
  it.each<[string, Severity, string]>([
    ['slo.violated', 'info', 'notices'],
    ['slo.violated', 'warning', 'notices'],
    ['slo.violated', 'high', 'trouble'],
    ['slo.violated', 'critical', 'trouble'],
    // Somebody may be inside.
    ['honeypot.access_blocked', 'warning', 'trouble'],
  ])('%s that is %s goes to who hears of %s', (kind, severity, tells) => {
    expect(told(kind, severity).tells).toBe(tells);
  });
  it('is its name and its sentence', () => {
    expect(told('slo.violated', 'warning')).toMatchObject({
      summary: 'SLO is violated: module/shop',
      text: 'warning: a module is off its targets, or burns its error budget too fast.',
      ...{ roll: 'fleet_autonomy/slo.violated/warning', rolls: true },
    });
  });
  it('says why a sensor failed, and how many one stands for', () => {
    expect(told('sensor.failed', 'high', { error: 'no answer' }).text).toMatch(/: no answer$/);
    expect(told('sensor.failed', 'high', { error: 'x'.repeat(10_000) }).text.length).toBeLessThanOrEqual(500);
    const many = told('honeypot.access_attempted', 'high', { rolled_up: true, members: 12 });
    expect(many.summary).toContain('12 at once in module/shop');
  });
  it('stands alone where somebody may be inside', () => {
    expect(told('honeypot.access_attempted', 'high')).toMatchObject({ roll: 'c-1', rolls: false });
  });
});
