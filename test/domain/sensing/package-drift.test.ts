import { describe, expect, it } from 'vitest';
import { type Link, packageDrift, type Repository } from '../../../domain/sensing/sensors/package-drift.js';
import { briefly, HOUR, NOW, say } from './said.js';

const aRepository = (synced_at: number | null): Repository => ({
  what: 'repository',
  repository: 'main',
  synced_at,
  error: '',
});
const aLink = (over: Partial<Link> = {}): Link => ({
  ...{ what: 'link', repository: 'main', repository_kind: 'apt', link: 'l-1', module: 'nginx', package: 'nginx' },
  ...{
    architecture: 'amd64',
    version: '1.24.0-1',
    upstream: '1.24.0-2',
    synced_at: NOW - 25 * HOUR,
    exposed: false,
    ...over,
  },
});

describe('package_drift', () => {
  it.each([
    ['a repository that was read 26 h ago', aRepository(NOW - 26 * HOUR), []],
    ['a moment earlier', aRepository(NOW - 26 * HOUR - 1), ['warning']],
    ['never', aRepository(null), ['warning']],
    ['a package taken 24 h ago', aLink({ synced_at: NOW - 24 * HOUR }), []],
    ['a moment earlier', aLink({ synced_at: NOW - 24 * HOUR - 1 }), ['warning']],
    ['the same version', aLink({ upstream: '1.24.0-1' }), []],
    ['an older one', aLink({ upstream: '1.22.9-9' }), []],
    ['newer by its tilde', aLink({ version: '1.24.0~rc1-1', upstream: '1.24.0-1' }), ['warning']],
    ['an open exposure touches it', aLink({ exposed: true }), ['high']],
  ] as const)('%s', (_name, row, said) => {
    expect(briefly(say(packageDrift, row))).toEqual(said);
  });

  it('leaves the exposure out of the severity where that is set so', () => {
    const values = { severity_high_when_cve: false };
    expect(briefly(say(packageDrift, aLink({ exposed: true }), { values }))).toEqual(['warning']);
  });

  it('clears when the repository was read', () => {
    expect(briefly(say(packageDrift, aRepository(NOW - HOUR), { open: ['pkg_stale:main'] }))).toEqual(['clear']);
  });

  it.each([
    [aRepository(null), 'repository', 'pkg_stale:main', 'stale_sync', 'system.package_repository.sync'],
    [aLink(), 'package-link', 'pkg_drift:l-1:1.24.0-2', 'manifest_divergence', 'system.package_module.refresh'],
  ] as const)('asks for what helps: %#', (row, target, fingerprint, reason, category) => {
    const [one] = say(packageDrift, row);
    expect(one).toMatchObject({
      fingerprint,
      subject: { kind: target },
      payload: { reason, package_repository_id: 'main' },
    });
    const { subject, payload } = one as Extract<typeof one, { says: 'raise' }>;
    const fit = packageDrift.kinds[0]?.steps.filter(({ fits }) => fits?.({ subject, payload }));
    expect(fit?.map((step) => step.category)).toEqual([category]);
  });

  it('says which module of which package', () => {
    expect(say(packageDrift, aLink())).toMatchObject([
      {
        kind: 'system.package_drift_pressure',
        payload: {
          ...{ package_module_link_id: 'l-1', node_module_id: 'nginx', package_name: 'nginx', architecture: 'amd64' },
          ...{ current_version: '1.24.0-1', upstream_version: '1.24.0-2', cve_flagged: false },
        },
      },
    ]);
  });
});
