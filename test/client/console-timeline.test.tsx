import { describe, expect, it } from 'vitest';
import { Timeline } from '../../client/console/pages/timeline.js';
import type { EntryRow, WholeIntervention } from '../../client/reeve.js';

const NOON = Date.UTC(2026, 0, 15, 12);

describe('the story of an intervention', () => {
  const told = async (step: string, outcome?: string) => {
    const entry = { seq: 41, kind: 'receipt', at: new Date(NOON), actor: 'reeve/spine', data: { step } };
    const entries = [entry] as unknown as readonly EntryRow[];
    const effects = [{ path: 'isolated', before: false, after: true }];
    const whole = { entries, plan: { effects }, requests: [], judgements: [], stage: 'acting', outcome };
    const view = <Timeline whole={whole as unknown as WholeIntervention} now={NOON} />;
    return (await view).toString();
  };

  it.each([
    ['apply', undefined, 'Taken on'],
    ['apply', 'failed', 'Taken on'],
    ['apply', 'verified', 'Done'],
    ['undo', undefined, 'Putting it back was taken on'],
    ['undo', 'undone', 'Put back'],
  ])('calls a receipt of %s with the outcome %s: %s', async (step, outcome, title) => {
    const html = await told(step, outcome);
    expect(html).toContain(`<h3>${title}</h3>`);
    expect(html.includes('does not say that it did')).toBe(title.includes('aken on'));
  });
});
