import { openAccount } from '../activities/store/accept/accounts.js';
import { setScope } from '../activities/store/accept/autonomy.js';
import { addPrincipal } from '../activities/store/accept/principals.js';
import { placeAgent } from '../activities/store/accept/trust.js';
import { openDatabase, type Transaction } from '../activities/store/database.js';
import type { Ground } from './ground.js';

export const ROUNDS_OF = ['fleet_autonomy', 'sdwan_manager', 'cve_responder'] as const;

/**
 * A fleet of so many instances, each with a tunnel, a certificate and a membership, both ends of a session to its hub, storage at
 * every fourth, and everything as it should be but for one in a hundred, each of those in one of six ways.
 */
const FILL = [
  `INSERT INTO module (account, id, version) SELECT $1, 'm-' || m, 1 FROM generate_series(1, 12) m`,
  `INSERT INTO module_version (account, module, version, digest, state) SELECT $1, 'm-' || m, 1, 'sha256:' || m, 'live' FROM generate_series(1, 12) m`,
  `INSERT INTO template (account, id, config_hash) SELECT $1, 't-' || t, 'c' FROM generate_series(0, 49) t`,
  `INSERT INTO template_module (account, template, module) SELECT $1, 't-' || t, 'm-' || m FROM generate_series(0, 49) t, generate_series(1, 5) m`,
  `INSERT INTO node (account, id, template, region) SELECT $1, 'i-' || n, 't-' || n % 50, 'r-' || n % 4 FROM generate_series(1, $2::int) n`,
  `INSERT INTO instance (account, id, node, template, provider, status, enrolled_at, created_at, running, config_hash, provider_status, provider_seen_at)
   SELECT $1, 'i-' || n, 'i-' || n, 't-' || n % 50, 'simulated', 'running', clock(), clock() - interval '9 days',
     CASE WHEN n % 600 = 0 THEN '{"m-1":"sha256:old"}' ELSE '{"m-1":"sha256:1","m-2":"sha256:2","m-3":"sha256:3","m-4":"sha256:4","m-5":"sha256:5"}' END::jsonb,
     'c', 'running', clock() FROM generate_series(1, $2::int) n`,
  `INSERT INTO heartbeat (account, instance, at, report)
   SELECT $1, 'i-' || n, clock() - CASE WHEN n % 600 = 100 THEN interval '7 minutes' ELSE interval '20 seconds' END, 'r-' || n FROM generate_series(1, $2::int) n`,
  `INSERT INTO certificate (account, id, instance, subject, fingerprint, not_before, not_after)
   SELECT $1, 's-' || n, 'i-' || n, 'i-' || n, 'f', clock() - interval '9 days', clock() + interval '81 days' FROM generate_series(1, $2::int) n`,
  `INSERT INTO sdwan_network (account, id, routing) SELECT $1, 'n-' || n, 'ibgp' FROM generate_series(0, $2::int / 500) n`,
  `INSERT INTO sdwan_peer (account, id, network, instance, is_hub, allowed_ips, reported_ips, interface_up, compiled_at, handshake_at, observed_at)
   SELECT $1, 'p-' || n, 'n-' || n / 500, 'i-' || n, n % 500 = 1, '{10.0.0.1/32}',
     CASE WHEN n % 600 = 200 THEN '{10.0.0.2/32}' ELSE '{10.0.0.1/32}' END::text[], true, clock() - interval '9 days',
     clock() - interval '90 seconds', clock() - interval '20 seconds' FROM generate_series(1, $2::int) n`,
  `INSERT INTO sdwan_credential (account, id, peer, network, issued_at, refresh_after, not_after)
   SELECT $1, 'c-' || n, 'p-' || n, 'n-' || n / 500, clock() - interval '20 minutes',
     clock() + CASE WHEN n % 600 = 300 THEN interval '-9 minutes' ELSE interval '10 minutes' END, clock() + interval '40 minutes'
   FROM generate_series(1, $2::int) n`,
  `INSERT INTO bgp_session (account, id, peer, network, neighbor_peer, neighbor, state, state_since, observed_at)
   SELECT $1, 'b-' || e.peer || '-' || e.other, e.peer, 'n-' || n / 500, e.other, '10.0.0.1',
     CASE WHEN n % 600 = 400 THEN 'active' ELSE 'established' END, clock() - interval '20 minutes', clock() - interval '20 seconds'
   FROM generate_series(1, $2::int) n
   CROSS JOIN LATERAL (VALUES ('p-' || n, 'p-' || (n / 500 * 500 + 1)), ('p-' || (n / 500 * 500 + 1), 'p-' || n)) e (peer, other)
   WHERE n % 500 <> 1 AND n / 500 * 500 + 1 <= $2::int`,
  `INSERT INTO sdwan_vip (account, id, network, cidr, holders, candidates)
   SELECT $1, 'v-' || n, 'n-' || n / 500, '10.9.0.1/32', ARRAY['p-' || n], ARRAY['p-' || n - 1] FROM generate_series(100, $2::int, 100) n`,
  `INSERT INTO storage_assignment (account, id, instance, storage, mount_path, status, status_at)
   SELECT $1, 's-' || n, 'i-' || n, 'nfs', '/data', CASE WHEN n % 600 = 500 THEN 'failed' ELSE 'mounted' END, clock() - interval '9 minutes'
   FROM generate_series(1, $2::int) n WHERE n % 4 = 0`,
  `INSERT INTO repository (account, id, kind, url, synced_at) VALUES ($1, 'main', 'apt', 'https://packages.example', clock())`,
  `INSERT INTO package (account, repository, name, architecture, version) SELECT $1, 'main', 'pkg-' || n, 'amd64', '1.0-2' FROM generate_series(1, 20000) n`,
  `INSERT INTO package_link (account, id, module, repository, package, version, architecture, synced_at)
   SELECT $1, 'l-' || n, 'm-' || n % 12 + 1, 'main', 'pkg-' || n, CASE WHEN n % 100 = 0 THEN '1.0-1' ELSE '1.0-2' END, 'amd64', clock() - interval '2 days'
   FROM generate_series(1, 1200) n`,
  `INSERT INTO cve (account, id, severity, affected, source, taken_at)
   SELECT $1, 'CVE-' || n, (ARRAY['critical', 'high', 'medium', 'low'])[n % 4 + 1], '[]', 'osv', clock() FROM generate_series(1, 5000) n`,
  `INSERT INTO exposure (account, cve, place, ecosystem, package, version, state, detected_at, instances)
   SELECT $1, 'CVE-' || n, 'set-' || s, 'deb', 'pkg-' || n, '1.0-1', CASE WHEN n % 100 = 0 THEN 'open' ELSE 'resolved' END, clock(), 10
   FROM generate_series(1, 5000) n, generate_series(1, 4) s`,
];

/** An account with its agents and its fleet; rows are written as the owner of the tables, and read as the role that runs Reeve. */
export async function furnishSense(ground: Ground, account: string, instances: number): Promise<void> {
  await openAccount(ground, { id: account, name: account, admin: { id: 'admin', name: 'Admin' }, tokens: [] });
  const by = { account, kind: 'person', principal: 'admin', door: 'machine' } as const;
  const reason = 'to measure';
  for (const id of ROUNDS_OF) {
    await addPrincipal(ground, by, { id, kind: 'agent', name: id, roles: [] });
    await placeAgent(ground, by, { agent: id, score: 0.8, tier: 'T2', reason });
  }
  await setScope(ground, by, { pattern: '*', stage: 'act', riskMax: 'critical', reason });
  await asOwner(ground, account, async (tx) => {
    for (const agent of ROUNDS_OF)
      await tx.query(
        `INSERT INTO reconciler (account, agent, every_ms, author, reason) VALUES ($1, $2, 60000, 'person/admin', $3)`,
        [account, agent, reason],
      );
    for (const statement of FILL)
      await tx.query(statement, statement.includes('$2') ? [account, instances] : [account]);
  });
  await asOwner(ground, account, (tx) => tx.query('ANALYZE'));
}

/** So many of them have not reported for a while. */
export function silence(ground: Ground, account: string, instances: number): Promise<unknown> {
  return asOwner(ground, account, (tx) =>
    tx.query(
      `UPDATE heartbeat SET at = clock() - interval '7 minutes' WHERE account = $1 AND instance IN (
         SELECT 'i-' || n FROM generate_series(1, $2::int) n)`,
      [account, instances],
    ),
  );
}

/** Reports go on while it is measured: what takes longer than the shortest threshold would make everything silent. */
export function report(ground: Ground, account: string): Promise<unknown> {
  return asOwner(ground, account, async (tx) => {
    await tx.query(`UPDATE heartbeat SET at = clock() WHERE account = $1 AND at > clock() - interval '6 minutes'`, [
      account,
    ]);
    await tx.query(`UPDATE sdwan_peer SET handshake_at = clock(), observed_at = clock() WHERE account = $1`, [account]);
    await tx.query(`UPDATE bgp_session SET observed_at = clock() WHERE account = $1`, [account]);
  });
}

export async function asOwner<T>(ground: Ground, account: string, use: (tx: Transaction) => Promise<T>): Promise<T> {
  const db = openDatabase({ url: ground.urls.owner, login: 'owner', poolMax: 1, statementMsMax: 600_000 });
  try {
    return await db.withAccount(account, use);
  } finally {
    await db.close();
  }
}
