import { whole } from '../parameters.js';
import { ended, held } from '../saying.js';
import { defineSensor, DURATION, isoOf } from '../sensor.js';

export interface Synced {
  readonly source: string;
  readonly url: string;
  readonly branch: string;
  /** Of the newest run that ended and came to a result; NULL where there is none. */
  readonly revision: string | null;
  readonly ended_at: number | null;
  readonly run: string | null;
  /** How many differences there are of each sort: create, update, destroy. */
  readonly diffs: Readonly<Record<string, number>>;
  /** The revisions whose differences stand open. */
  readonly open_revisions: readonly string[];
  readonly pending: number;
  readonly proposal: string | null;
}

const parameters = {
  min_diffs: whole(1, 'differences', [1, 10_000], 'so many are drift'),
  severity_high_above_diffs: whole(10, 'differences', [0, 10_000], 'more than this are high'),
  sync_result_stale_hours: whole(24, 'hours', [1, 720], 'a result that is older says nothing any more'),
};
const kind = 'gitops.drift_detected';
const DESTROYS = ['destroy', 'delete', 'remove', 'prune'];

/** Whether the fleet is what its repository says. */
export const gitopsDrift = defineSensor<typeof parameters, Synced>({
  id: 'gitops_drift_sensor',
  title: 'Declared against effective fleet',
  agent: 'fleet_autonomy',
  watches: 'what the newest comparison with each repository found',
  parameters,
  kinds: [
    {
      kind,
      clears: 'gitops.drift_resolved',
      aliases: ['system.gitops.drift_detected'],
      title: 'Fleet differs from its repository',
      says: 'what a repository declares and what the fleet is are not the same',
      steps: [
        {
          category: 'gitops.apply',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ revision: payload['synced_revision'] ?? null }),
          runbook:
            'Look at what differs. Bring the fleet to what the repository says, or the repository to what the fleet is.',
        },
      ],
    },
  ],
  placesOf: ({ source }) => [`gitops/${source}`],
  judge(row, { values, now, open }) {
    const about = (revision: string) => ({ kind, fingerprint: `gitops_drift:${row.source}:${revision}` });
    const { ended_at, revision } = row;
    const isStale = ended_at === null || now - ended_at > values.sync_result_stale_hours * DURATION.hour;
    if (isStale || revision === null) return row.open_revisions.flatMap((of) => held(open, about(of)));
    const count = Object.values(row.diffs).reduce((sum, n) => sum + n, 0);
    const isDrift = count >= values.min_diffs;
    const over = row.open_revisions
      .filter((of) => of !== revision || !isDrift)
      .flatMap((of) =>
        ended(open, {
          ...about(of),
          because: isDrift ? `revision ${revision} took its place` : 'the fleet is what its repository says again',
          payload: { repository_id: row.source, synced_revision: revision },
        }),
      );
    if (!isDrift) return over;
    const isGrave = count > values.severity_high_above_diffs || DESTROYS.some((sort) => (row.diffs[sort] ?? 0) > 0);
    return [
      ...over,
      {
        ...({ says: 'raise', ...about(revision), severity: isGrave ? 'high' : 'warning' } as const),
        subject: { kind: 'gitops', name: row.source },
        groups: [`gitops/${row.source}`],
        payload: {
          ...{ repository_id: row.source, repository_name: nameOf(row.url), branch: row.branch },
          ...{ synced_revision: revision, last_sync_at: isoOf(ended_at), diff_count: count, diff_summary: row.diffs },
          ...{ pending_proposal_count: row.pending, proposal: row.proposal, report: row.run },
        },
      },
    ];
  },
});

/** The last part of its address; never what may stand before it. */
function nameOf(url: string): string {
  const path = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1).replace(/\.git$/, '');
}
