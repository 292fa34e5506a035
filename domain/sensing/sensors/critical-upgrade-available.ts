import type { CveSeverity } from '../../cve/risk.js';
import { isNewer, type PackageKind } from '../../packages/version.js';
import { whole } from '../parameters.js';
import { defineSensor, DURATION } from '../sensor.js';

export interface Hole {
  readonly cve: string;
  readonly severity: CveSeverity;
  readonly module: string | null;
  readonly package: string;
  readonly fixed_in: string | null;
}
export interface Upgrade {
  readonly link: string;
  readonly module: string;
  readonly package: string;
  readonly architecture: string;
  readonly version: string;
  readonly upstream: string;
  readonly repository: string;
  readonly repository_kind: PackageKind;
  readonly synced_at: number;
  /** Critical and high ones of the module or the package that are not resolved. */
  readonly holes: readonly Hole[];
}

const parameters = {
  link_min_age_hours: whole(24, 'hours', [0, 8760], 'a module is left alone for so long after its package was taken'),
};
const kind = 'module.critical_upgrade_ready';
const LISTED_MAX = 50;

/** Whether a module that is exposed can be built from a newer package by now. */
export const criticalUpgradeAvailable = defineSensor<typeof parameters, Upgrade>({
  id: 'critical_upgrade_available_sensor',
  title: 'Critical upgrade available',
  agent: 'cve_responder',
  watches: 'packages with a newer version whose modules are exposed to critical or high CVEs',
  parameters,
  kinds: [
    {
      kind,
      clears: 'module.critical_upgrade_done',
      aliases: ['system.module_critical_upgrade_ready'],
      title: 'Upgrade against a grave CVE is ready',
      says: 'a module is exposed to a critical or high CVE, and its repository has a newer package',
      steps: [
        {
          category: 'system.module_critical_upgrade_ready',
          target: ({ subject }) => subject,
          runbook: 'Build the module from the newer package, bring it to a few instances first, then to the rest.',
        },
      ],
    },
  ],
  placesOf: ({ repository, module }) => [`repository/${repository}`, `module/${module}`],
  judge(row, { values, now }) {
    const isSettled = now - row.synced_at > values.link_min_age_hours * DURATION.hour;
    if (!isSettled || !isNewer(row.repository_kind, row.upstream, row.version)) return [];
    const mended = row.holes.filter((hole) => isMended(row, hole));
    if (mended.length === 0) return [];
    const cves = [...new Map(mended.map((hole) => [hole.cve, hole])).values()].toSorted(bySeverity);
    const listed = cves.slice(0, LISTED_MAX);
    return [
      {
        ...({ says: 'raise', kind, fingerprint: `crit_upgrade:${row.link}:${row.upstream}` } as const),
        severity: cves.some(({ severity }) => severity === 'critical') ? 'critical' : 'high',
        subject: { kind: 'package-link', name: row.link },
        groups: [`link/${row.link}`, `module/${row.module}`, `repository/${row.repository}`],
        payload: {
          ...{ package_module_link_id: row.link, node_module_id: row.module, package_name: row.package },
          ...{ architecture: row.architecture, current_version: row.version, upstream_version: row.upstream },
          cve_ids: listed.map(({ cve }) => cve),
          cve_severities: listed.map(({ severity }) => severity),
          affected_module_ids: [...new Set([row.module, ...mended.flatMap(({ module }) => module ?? [])])]
            .toSorted()
            .slice(0, LISTED_MAX),
        },
      },
    ];
  },
});

/** A version that is still below the first one without the hole helps nobody; where nobody knows that one, newer is better. */
function isMended(row: Upgrade, hole: Hole): boolean {
  if (hole.package !== row.package || hole.fixed_in === null) return true;
  return !isNewer(row.repository_kind, hole.fixed_in, row.upstream);
}

function bySeverity(one: Hole, other: Hole): number {
  const weight = ({ severity }: Hole) => (severity === 'critical' ? 0 : 1);
  return weight(one) - weight(other) || (one.cve < other.cve ? -1 : 1);
}
