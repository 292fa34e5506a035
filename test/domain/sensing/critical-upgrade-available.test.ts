import { describe, expect, it } from 'vitest';
import {
  criticalUpgradeAvailable,
  type Hole,
  type Upgrade,
} from '../../../domain/sensing/sensors/critical-upgrade-available.js';
import { briefly, HOUR, NOW, say } from './said.js';

const aHole = (over: Partial<Hole> = {}): Hole => ({
  ...{ cve: 'CVE-2026-1', severity: 'high', module: 'nginx', package: 'nginx', fixed_in: null, ...over },
});
const anUpgrade = (over: Partial<Upgrade> = {}): Upgrade => ({
  ...{
    link: 'l-1',
    module: 'nginx',
    package: 'nginx',
    architecture: 'amd64',
    version: '1.24.0-1',
    upstream: '1.24.0-3',
  },
  ...{ repository: 'main', repository_kind: 'apt', synced_at: NOW - 25 * HOUR, holes: [aHole()], ...over },
});
const fixedIn = (fixed_in: string) => ({ holes: [aHole({ fixed_in })] });

describe('critical_upgrade_available', () => {
  it.each([
    ['a newer package of a module with a high hole', {}, ['high']],
    [
      'with a critical one beside it',
      { holes: [aHole(), aHole({ cve: 'CVE-2', severity: 'critical' })] },
      ['critical'],
    ],
    ['taken 24 h ago', { synced_at: NOW - 24 * HOUR }, []],
    ['a moment earlier', { synced_at: NOW - 24 * HOUR - 1 }, ['high']],
    ['the same version', { upstream: '1.24.0-1' }, []],
    ['no hole', { holes: [] }, []],
    ['it is the first without the hole', fixedIn('1.24.0-3'), ['high']],
    ['it still has the hole', fixedIn('1.24.0-4'), []],
    ['the hole is in another package of the module', { holes: [aHole({ package: 'zlib', fixed_in: '99' })] }, ['high']],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(criticalUpgradeAvailable, anUpgrade(over)))).toEqual(said);
  });

  it('names the holes that it closes, the gravest first', () => {
    const holes = [
      aHole({ cve: 'CVE-9' }),
      aHole({ cve: 'CVE-3', module: 'web' }),
      aHole({ cve: 'CVE-5', severity: 'critical' }),
    ];
    expect(say(criticalUpgradeAvailable, anUpgrade({ holes }))).toMatchObject([
      {
        ...{ kind: 'module.critical_upgrade_ready', fingerprint: 'crit_upgrade:l-1:1.24.0-3' },
        ...{ subject: { kind: 'package-link', name: 'l-1' }, groups: ['link/l-1', 'module/nginx', 'repository/main'] },
        payload: {
          ...{ package_module_link_id: 'l-1', node_module_id: 'nginx', package_name: 'nginx', architecture: 'amd64' },
          ...{ current_version: '1.24.0-1', upstream_version: '1.24.0-3', affected_module_ids: ['nginx', 'web'] },
          ...{ cve_ids: ['CVE-5', 'CVE-3', 'CVE-9'], cve_severities: ['critical', 'high', 'high'] },
        },
      },
    ]);
  });
});
