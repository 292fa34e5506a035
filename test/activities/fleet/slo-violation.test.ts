import { beforeEach, describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

const MINUTE = 60_000;

describe('promises of modules', () => {
  const { home, other } = fleetPair();
  beforeEach(async () => {
    await home().put('module', { id: 'nginx' });
    await home().put('slo', {
      ...{ id: 'shop', module: 'nginx', uptime_pct: 99, error_rate_pct: 1, latency_p99_ms: 250, period: '7d' },
    });
  });
  const measure = (n: number, values: object, everyMs = 2 * MINUTE, fromMs = MINUTE) =>
    home().put(
      'slo_sample',
      ...Array.from({ length: n }, (_one, index) => ({
        ...{ slo: 'shop', at: home().ago(fromMs + index * everyMs), ...values },
      })),
    );

  it('are broken, told, and kept again', async () => {
    await measure(40, { requests: 100, errors: 2, up_pct: 99.9, latency_p99_ms: 300 });
    await home().tick();
    expect(await standing(home())).toEqual(['slo.violated high slo_violation:shop']);
    expect(await home().conditions()).toMatchObject([
      {
        subject: 'module/nginx',
        payload: {
          violations: [
            { metric: 'error_rate_pct', target: 1, observed: 2, burn_1h: 2, burn_6h: 2 },
            { metric: 'latency_p99_ms', target: 250, observed: 300 },
          ],
        },
      },
    ]);
    expect(await home().decisions()).toMatchObject([{ outcome: 'observed', category: 'system.observation' }]);
    await measure(400, { requests: 1_000, errors: 0, up_pct: 100, latency_p99_ms: 100 }, 1_000, 500);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['all that is measured is within its target again']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('are broken by what burns, though the whole period is within its target', async () => {
    await measure(1_000, { requests: 1_000, errors: 0 }, 5 * MINUTE, 6.1 * 60 * MINUTE);
    await measure(25, { requests: 100, errors: 15 }, 2 * MINUTE);
    await home().tick();
    expect(await standing(home())).toEqual(['slo.violated high slo_violation:shop']);
  });

  it.each<[string, number, object, number, number]>([
    ['too few samples', 19, { requests: 1, errors: 1, up_pct: 0, latency_p99_ms: 9_000 }, MINUTE, MINUTE],
    ['samples of nothing but zeros', 50, { requests: 0, errors: 0, up_pct: 0, latency_p99_ms: 0 }, MINUTE, MINUTE],
    ['what was before the period', 50, { requests: 1, errors: 1, up_pct: 0 }, MINUTE, 7 * 24 * 60 * MINUTE],
    ['what will be', 50, { requests: 1, errors: 1, up_pct: 0 }, MINUTE, -60 * MINUTE],
  ])('are not broken by %s', async (_name, n, values, everyMs, fromMs) => {
    await measure(n, values, everyMs, fromMs);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });
});
