import type { Affected } from '../../../domain/cve/advisory.js';
import type { NodeWork } from '../../../domain/fleet/task-kinds.js';
import type { Transaction } from '../database.js';
import { wantNodeTasks } from './node-tasks.js';
import { RELEASE } from './release.js';

export interface Mend {
  readonly package: string;
  readonly version: string;
  readonly fixedIn: string;
}
export interface Pick {
  readonly instance: string;
  readonly template: string;
  readonly packages: readonly Mend[];
}
export interface Remedies {
  readonly severity: string;
  readonly withdrawn: boolean;
  readonly ignoredBecause: string | null;
  /** Instances that run a vulnerable package, and how many of them a node could mend. */
  readonly exposed: number;
  readonly mendable: number;
  /** All instances of the templates that are picked from. */
  readonly of: number;
  readonly picks: readonly Pick[];
  /** Exposures that no node can mend, a few of them. */
  readonly others: readonly {
    readonly place: string;
    readonly ecosystem: string;
    readonly package: string;
    readonly version: string;
    readonly fixedIn: string | null;
  }[];
}

/** What a node's own package manager can bring to another version. */
const BY_NODES = `('deb', 'rpm', 'apk')`;

/** Who runs it and what mends it; of each template only so large a share, and at least one, of those that report and are free. */
export async function readRemedies(
  tx: Transaction,
  account: string,
  { cve, share, most }: { readonly cve: string; readonly share: number; readonly most: number },
): Promise<Remedies | undefined> {
  const [row] = await tx.query<Remedies & Record<string, unknown>>(
    `WITH shown AS MATERIALIZED (
       SELECT * FROM exposure WHERE account = $1 AND cve = $2 AND state IN ('open', 'remediating')
     ), mend AS MATERIALIZED (
       SELECT substr(place, 10) AS digest, jsonb_agg(jsonb_build_object('package', package, 'version', version, 'fixedIn', fixed_in)
         ORDER BY package) FILTER (WHERE fixed_in IS NOT NULL AND ecosystem IN ${BY_NODES}) AS packages
       FROM shown WHERE place LIKE 'packages/%' GROUP BY 1
     ), hit AS MATERIALIZED (
       SELECT i.id, i.template, m.packages, m.packages IS NOT NULL AND i.status = 'running' AND h.at > clock() - interval '10 minutes'
         AND coalesce(i.busy_until <= clock(), true) AS ready, count(*) OVER (PARTITION BY i.template) AS exposed
       FROM instance i JOIN mend m ON m.digest = i.package_set
       LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
       WHERE i.account = $1 AND i.status <> 'terminated'
     ), ranked AS (
       SELECT *, row_number() OVER (PARTITION BY template ORDER BY id) AS nth FROM hit WHERE ready
     ), picked AS MATERIALIZED (
       SELECT * FROM ranked WHERE nth <= greatest(1, floor(exposed * $3::float8)) ORDER BY nth, template LIMIT $4)
     SELECT c.severity, c.withdrawn_at IS NOT NULL AS withdrawn, c.ignored_because AS "ignoredBecause",
       (SELECT count(*)::int FROM hit) AS exposed, (SELECT count(*)::int FROM hit WHERE packages IS NOT NULL) AS mendable,
       (SELECT count(*)::int FROM instance WHERE account = $1 AND status <> 'terminated'
         AND template IN (SELECT template FROM picked)) AS of,
       coalesce((SELECT jsonb_agg(jsonb_build_object('instance', id, 'template', template, 'packages', packages) ORDER BY nth, template, id)
         FROM picked), '[]') AS picks,
       coalesce((SELECT jsonb_agg(o) FROM (SELECT place, ecosystem, package, version, fixed_in AS "fixedIn" FROM shown
         WHERE place NOT LIKE 'packages/%' OR fixed_in IS NULL OR ecosystem NOT IN ${BY_NODES}
         ORDER BY instances DESC, place, package LIMIT 3) o), '[]') AS others
     FROM cve c WHERE c.account = $1 AND c.id = $2`,
    [account, cve, share, most],
  );
  return row;
}

interface UpgradeWish {
  readonly effect: string;
  readonly lastsMs: number;
  readonly asks: readonly { readonly instance: string; readonly packages: readonly string[] }[];
}

/** What a node is asked for. */
export function upgradeOf(packages: readonly string[]): NodeWork & { readonly kind: 'packages.upgrade' } {
  return { kind: 'packages.upgrade', parameters: { packages } };
}

/** Each node's part of it. */
function effectFor(effect: string, instance: string): string {
  return `${effect}.${instance}`;
}

/** Asks all of them at once, each once for the effect, and notes what is being mended. */
export async function openUpgrades(
  tx: Transaction,
  account: string,
  { effect, lastsMs, asks, cve }: UpgradeWish & { readonly cve: string },
): Promise<void> {
  const wishes = asks.map(({ instance, packages }) => ({
    ...{ instance, work: upgradeOf(packages), effect: effectFor(effect, instance), lastsMs },
  }));
  await wantNodeTasks(tx, account, wishes);
  await tx.query(
    `UPDATE exposure SET state = 'remediating' WHERE account = $1 AND cve = $2 AND state = 'open'
       AND place IN (SELECT 'packages/' || package_set FROM instance WHERE account = $1 AND id = ANY ($3))`,
    [account, cve, asks.map(({ instance }) => instance)],
  );
}

export interface Upgrading {
  readonly instance: string;
  readonly state: 'waiting' | 'leased' | 'done' | 'failed' | 'expired' | 'cancelled';
  readonly said: string;
  readonly ageMs: number;
  /** A report came after it was asked, and how long after the node called it done; negative where none did. */
  readonly heard: boolean;
  readonly shownMs: number;
  readonly digest: string | null;
  readonly os: string;
}

/** What became of each: its task, its reports since, and what it runs by them. */
export function readUpgrades(
  tx: Transaction,
  account: string,
  { effect, instances }: { readonly effect: string; readonly instances: readonly string[] },
): Promise<readonly Upgrading[]> {
  return tx.query<Upgrading & Record<string, unknown>>(
    `SELECT t.instance, t.state, left(coalesce(t.result ->> 'said', ''), 300) AS said, ms(clock()) - ms(t.made_at) AS "ageMs",
       coalesce(h.at > t.made_at, false) AS heard, coalesce(ms(h.at) - ms(t.ended_at), -1) AS "shownMs", i.package_set AS digest,
       ${RELEASE} AS os
     FROM node_task t JOIN instance i ON i.account = t.account AND i.id = t.instance
     LEFT JOIN heartbeat h ON h.account = t.account AND h.instance = t.instance
     WHERE t.account = $1 AND t.effect = ANY ($2) ORDER BY t.instance`,
    [account, instances.map((instance) => effectFor(effect, instance))],
  );
}

/** What these sets hold, and what the advisory says. A set that is not known yet is missing. */
export async function readHeld(
  tx: Transaction,
  account: string,
  { cve, digests }: { readonly cve: string; readonly digests: readonly string[] },
): Promise<{
  readonly affected: readonly Affected[];
  readonly sets: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;
}> {
  const [told] = await tx.query<{ affected: readonly Affected[] }>(
    'SELECT affected FROM cve WHERE account = $1 AND id = $2',
    [account, cve],
  );
  const sets = await tx.query<{ digest: string; packages: Readonly<Record<string, readonly string[]>> }>(
    'SELECT digest, packages FROM package_set WHERE account = $1 AND digest = ANY ($2)',
    [account, digests],
  );
  return { affected: told?.affected ?? [], sets: new Map(sets.map(({ digest, packages }) => [digest, packages])) };
}
