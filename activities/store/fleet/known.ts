import type { Heard } from '../../../domain/fleet/fold.js';
import type { Own } from '../../../domain/fleet/own.js';
import type { NodeReport } from '../../../domain/fleet/report.js';
import type { Transaction } from '../database.js';

/** How far each has come. The rows are held, in one order, so that two gateways with reports of the same node take turns. */
export async function holdHeard(
  tx: Transaction,
  account: string,
  instances: readonly string[],
): Promise<ReadonlyMap<string, Heard>> {
  const rows = await tx.query<{ instance: string; boot: string; seq: string; former: readonly string[] }>(
    `SELECT instance, boot, seq, former FROM heartbeat WHERE account = $1 AND instance = ANY ($2) ORDER BY instance FOR NO KEY UPDATE`,
    [account, instances],
  );
  return new Map(rows.map(({ instance, boot, seq, former }) => [instance, { boot, seq: Number(seq), former }]));
}

export interface Beat {
  readonly instance: string;
  readonly beats: number;
  readonly boot: string;
  readonly seq: number;
  readonly former: readonly string[];
  readonly report: string;
  readonly skew: number;
}

/** Says that they live, and answers how many tasks wait for each. */
export async function writeBeats(
  tx: Transaction,
  account: string,
  beats: readonly Beat[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ instance: string; waiting: number }>(
    `WITH beat AS (
       INSERT INTO heartbeat AS h (account, instance, at, beats, boot, seq, former, report, skew_ms)
       SELECT $1, instance, clock(), beats, boot, seq, former, report, skew
       FROM jsonb_to_recordset($2::jsonb) AS r (instance text, beats bigint, boot text, seq bigint, former text[], report text, skew bigint)
       ON CONFLICT (account, instance) DO UPDATE SET at = excluded.at, beats = h.beats + excluded.beats, boot = excluded.boot,
         seq = excluded.seq, former = excluded.former, report = excluded.report, skew_ms = excluded.skew_ms)
     SELECT instance, count(*)::int AS waiting FROM node_task
     WHERE account = $1 AND instance = ANY ($3) AND state IN ('waiting', 'leased')
       AND (state = 'waiting' OR leased_until < clock()) AND ends_at > clock() GROUP BY instance`,
    [account, JSON.stringify(beats), beats.map(({ instance }) => instance)],
  );
  return new Map(rows.map(({ instance, waiting }) => [instance, waiting]));
}

export type Named = readonly (readonly [instance: string, report: NodeReport])[];

interface OwnRow {
  readonly kind: 'peer' | 'storage' | 'vip' | 'module' | 'lure';
  readonly id: string;
  readonly instance: string;
  readonly at: string;
}

/** What belongs to those who name something, and what belongs to nobody in particular, in one look. */
export async function readOwn(tx: Transaction, account: string, named: Named): Promise<ReadonlyMap<string, Own>> {
  const who = (says: (report: NodeReport) => unknown) =>
    named.filter(([, report]) => says(report) !== undefined).map(([instance]) => instance);
  const all = <T>(names: (report: NodeReport) => readonly T[]) => [
    ...new Set(named.flatMap(([, report]) => names(report))),
  ];
  const rows = await tx.query<OwnRow & Record<string, unknown>>(
    `SELECT 'peer' AS kind, id, instance, network AS at FROM sdwan_peer WHERE account = $1 AND instance = ANY ($2)
     UNION ALL SELECT 'storage', id, instance, '' FROM storage_assignment WHERE account = $1 AND instance = ANY ($3)
     UNION ALL SELECT 'vip', v.id, p.instance, p.id FROM sdwan_peer p JOIN sdwan_vip v ON v.account = p.account AND v.network = p.network
         AND p.id = ANY (v.candidates || v.holders)
       WHERE p.account = $1 AND p.instance = ANY ($4)
     UNION ALL SELECT 'module', id, '', '' FROM module WHERE account = $1 AND id = ANY ($5)
     UNION ALL SELECT 'lure', module, '', '' FROM honeypot WHERE account = $1 AND active AND module = ANY ($6)`,
    [
      account,
      who(({ peers, bgp, credentials }) => peers ?? bgp ?? credentials),
      who(({ storages }) => storages),
      who(({ vips }) => vips),
      all(({ running = {} }) => Object.keys(running)),
      all(({ luresTouched = [] }) => luresTouched.map(({ module }) => module)),
    ],
  );
  const modules = new Set(rows.filter(({ kind }) => kind === 'module').map(({ id }) => id));
  const lures = new Set(rows.filter(({ kind }) => kind === 'lure').map(({ id }) => id));
  const byInstance = new Map<string, OwnRow[]>();
  for (const row of rows)
    if (row.instance !== '') byInstance.set(row.instance, [...(byInstance.get(row.instance) ?? []), row]);
  return new Map(
    named.map(([instance]) => {
      const mine = byInstance.get(instance) ?? [];
      const of = (kind: OwnRow['kind']) => mine.filter((row) => row.kind === kind);
      return [
        instance,
        {
          ...{ modules, lures },
          peers: new Map(of('peer').map(({ id, at }) => [id, at])),
          storages: new Set(of('storage').map(({ id }) => id)),
          vips: new Map(of('vip').map(({ id, at }) => [id, at])),
        },
      ];
    }),
  );
}

/** Which of these sets of packages are known. */
export async function knownSets(
  tx: Transaction,
  account: string,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  if (digests.length === 0) return new Set();
  const rows = await tx.query<{ digest: string }>(
    'SELECT digest FROM package_set WHERE account = $1 AND digest = ANY ($2)',
    [account, digests],
  );
  return new Set(rows.map(({ digest }) => digest));
}
