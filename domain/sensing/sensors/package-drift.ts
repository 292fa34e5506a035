import { isNewer, type PackageKind } from '../../packages/version.js';
import { flag, whole } from '../parameters.js';
import { defineSensor, DURATION, isoOf, type Observation } from '../sensor.js';

/** A repository that was not read for a while, or that stands as such. */
export interface Repository {
  readonly what: 'repository';
  readonly repository: string;
  readonly synced_at: number | null;
  readonly error: string;
}
/** A module that was built from a package of which its repository offers another version. */
export interface Link {
  readonly what: 'link';
  readonly repository: string;
  readonly repository_kind: PackageKind;
  readonly link: string;
  readonly module: string;
  readonly package: string;
  readonly architecture: string;
  readonly version: string;
  readonly upstream: string;
  readonly synced_at: number;
  /** Whether an exposure that is open touches the module or the package. */
  readonly exposed: boolean;
}

const parameters = {
  link_min_age_hours: whole(24, 'hours', [0, 8760], 'a module is left alone for so long after its package was taken'),
  repository_stale_after_hours: whole(26, 'hours', [1, 8760], 'a repository that was not read for so long is stale'),
  severity_high_when_cve: flag(true, 'high where an open exposure touches the module'),
};
const kind = 'system.package_drift_pressure';
type Limits = { readonly link_min_age_hours: number; readonly severity_high_when_cve: boolean };

/** Whether repositories are read, and whether modules are built from what they offer by now. */
export const packageDrift = defineSensor<typeof parameters, Repository | Link>({
  id: 'package_drift_sensor',
  title: 'Package repository freshness',
  agent: 'fleet_autonomy',
  watches: 'when each repository was last read, and the packages that modules are built from',
  parameters,
  kinds: [
    {
      kind,
      clears: 'system.package_drift_relieved',
      title: 'Packages are behind',
      says: 'a repository was not read for a while, or a module is built from an older package than it offers',
      steps: [
        {
          category: 'system.package_repository.sync',
          fits: ({ payload }) => payload['reason'] === 'stale_sync',
          target: ({ subject }) => subject,
        },
        {
          category: 'system.package_module.refresh',
          fits: ({ payload }) => payload['reason'] === 'manifest_divergence',
          target: ({ subject }) => subject,
        },
      ],
      under: [{ kind: 'module.critical_upgrade_ready', by: 'link' }],
    },
  ],
  placesOf: (row) => [`repository/${row.repository}`, ...(row.what === 'link' ? [`module/${row.module}`] : [])],
  judge(row, { values, now, open }) {
    if (row.what === 'link') return ofLink(row, values, now);
    const fingerprint = `pkg_stale:${row.repository}`;
    const ageMs = row.synced_at === null ? Infinity : now - row.synced_at;
    if (ageMs > values.repository_stale_after_hours * DURATION.hour) return [unread(row, fingerprint)];
    return open(fingerprint) ? [{ says: 'clear', kind, fingerprint, because: 'it was read again' }] : [];
  },
});

function unread(row: Repository, fingerprint: string): Observation {
  return {
    ...({ says: 'raise', kind, fingerprint, severity: 'warning' } as const),
    subject: { kind: 'repository', name: row.repository },
    groups: [`repository/${row.repository}`],
    payload: {
      ...{ package_repository_id: row.repository, reason: 'stale_sync' },
      ...{ last_synced_at: isoOf(row.synced_at), error: row.error },
    },
  };
}

/** A newer version is a new condition; what was open for the one before is over by itself. */
function ofLink(row: Link, values: Limits, now: number): readonly Observation[] {
  const isSettled = now - row.synced_at > values.link_min_age_hours * DURATION.hour;
  if (!isSettled || !isNewer(row.repository_kind, row.upstream, row.version)) return [];
  const flagged = row.exposed && values.severity_high_when_cve;
  return [
    {
      ...({ says: 'raise', kind, fingerprint: `pkg_drift:${row.link}:${row.upstream}` } as const),
      severity: flagged ? 'high' : 'warning',
      subject: { kind: 'package-link', name: row.link },
      groups: [`link/${row.link}`, `module/${row.module}`, `repository/${row.repository}`],
      payload: {
        ...{ package_module_link_id: row.link, node_module_id: row.module, package_name: row.package },
        ...{ current_version: row.version, upstream_version: row.upstream, architecture: row.architecture },
        ...{ cve_flagged: row.exposed, package_repository_id: row.repository, reason: 'manifest_divergence' },
      },
    },
  ];
}
