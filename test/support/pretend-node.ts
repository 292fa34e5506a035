import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type NodeWork, parseWork, type TaskKind, type TaskParameters } from '../../domain/fleet/task-kinds.js';
import type { TestStore } from './store.js';

/** What a node gets wrong. `lies`: it calls everything done and does nothing. */
export type NodeFault = 'ignores' | 'fails' | 'lies' | 'silent';

/**
 * A node that a test moves: it takes its tasks out of the rows, and writes what the reports of a node would write. The protocol
 * itself is tried elsewhere.
 */
export interface PretendNode {
  readonly is: (fault: NodeFault | undefined) => void;
  /** Does what waits for it, and reports afterwards. Gives the kinds that it was asked for. */
  readonly turn: () => Promise<readonly string[]>;
  readonly report: () => Promise<void>;
  /** As if everything had come so much earlier. */
  readonly later: (ms: number) => Promise<void>;
  /** Turns by itself until the work is over. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

interface Task {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly kind: string;
  readonly parameters: unknown;
}

export function pretendNode(store: Pick<TestStore, 'tamper'>, account: string, instance: string): PretendNode {
  let fault: NodeFault | undefined;
  const sql = (text: string, ...values: readonly unknown[]) => store.tamper(text, [account, instance, ...values]);
  const report = async () => {
    if (fault !== 'silent')
      await sql(
        'UPDATE reeve.heartbeat SET at = clock_timestamp(), beats = beats + 1, seq = seq + 1 WHERE account = $1 AND instance = $2',
      );
  };
  const turn = async () => {
    if (fault === 'silent') return [];
    const tasks = fault === 'ignores' ? [] : await lease(store, account, instance);
    for (const { id, kind, parameters } of tasks) {
      const work = parseWork(kind, parameters);
      if ('because' in work) throw new Error(`a task that is none: ${work.because}`);
      if (fault === undefined) await carryOut(sql, work.value);
      const ok = fault !== 'fails';
      await store.tamper(
        `UPDATE reeve.node_task SET state = $2, result = $3, ended_at = clock_timestamp() WHERE id = $1 AND state = 'leased'`,
        [...[id, ok ? 'done' : 'failed', JSON.stringify({ ok, said: ok ? 'done' : 'the disk is full' })]],
      );
    }
    await pause(5);
    await report();
    return tasks.map(({ kind }) => kind);
  };
  return {
    is: (next) => (fault = next),
    ...{ turn, report },
    async later(ms) {
      await sql(
        `UPDATE reeve.node_task SET made_at = made_at - $3 * interval '1 ms', ended_at = ended_at - $3 * interval '1 ms' WHERE account = $1 AND instance = $2`,
        ms,
      );
      await sql(`UPDATE reeve.heartbeat SET at = at - $3 * interval '1 ms' WHERE account = $1 AND instance = $2`, ms);
    },
    async during(work) {
      const over = new AbortController();
      const going = (async () => {
        while (!over.signal.aborted) {
          await turn();
          await pause(200);
        }
      })();
      try {
        return await work();
      } finally {
        over.abort();
        await going;
      }
    },
  };
}

function lease(store: Pick<TestStore, 'tamper'>, account: string, instance: string): Promise<Task[]> {
  return store.tamper<Task>(
    `WITH l AS (UPDATE reeve.node_task SET state = 'leased', attempts = attempts + 1, leased_until = clock_timestamp() + interval '2 minutes'
       WHERE account = $1 AND instance = $2 AND state = 'waiting' AND ends_at > clock_timestamp() RETURNING id, kind, parameters, made_at)
     SELECT id, kind, parameters FROM l ORDER BY made_at`,
    [account, instance],
  );
}

type Sql = (text: string, ...values: readonly unknown[]) => Promise<unknown>;

/** What would stand in the rows after its next report. */
async function carryOut(sql: Sql, { kind, parameters }: NodeWork): Promise<void> {
  const hand = HANDS[kind] as ((sql: Sql, given: unknown) => Promise<unknown>) | undefined;
  if (!hand) throw new Error(`this node can not do ${kind}`);
  await hand(sql, parameters);
}

function tell(sql: Sql, facts: Readonly<Record<string, string>>): Promise<unknown> {
  return sql('UPDATE reeve.instance SET facts = facts || $3 WHERE account = $1 AND id = $2', JSON.stringify(facts));
}

function boot(sql: Sql): Promise<unknown> {
  return sql('UPDATE reeve.heartbeat SET boot = $3 WHERE account = $1 AND instance = $2', randomUUID());
}

function hold(sql: Sql, vip: string, holds: boolean): Promise<unknown> {
  return sql(
    `UPDATE reeve.sdwan_vip v SET state = 'active', holders = CASE WHEN $4 THEN array_append(array_remove(v.holders, p.id), p.id)
       ELSE array_remove(v.holders, p.id) END
     FROM reeve.sdwan_peer p WHERE v.account = $1 AND p.account = $1 AND p.instance = $2 AND p.network = v.network AND v.id = $3`,
    ...[vip, holds],
  );
}

function mount(sql: Sql, id: string, status: string): Promise<unknown> {
  return sql(
    'UPDATE reeve.storage_assignment SET status = $4, status_at = clock_timestamp() WHERE account = $1 AND instance = $2 AND id = $3',
    ...[id, status],
  );
}

async function rotateKey(sql: Sql, { peer, revision, kind }: TaskParameters<'sdwan.key-rotate'>): Promise<void> {
  await sql(
    `UPDATE reeve.sdwan_credential SET status = CASE WHEN revision = $4 THEN 'active' ELSE 'revoked' END,
       fingerprint = CASE WHEN revision = $4 THEN $5 ELSE fingerprint END
     WHERE account = $1 AND $2 <> '' AND peer = $3 AND kind = $6 AND revision <= $4`,
    ...[peer, revision, randomUUID(), kind],
  );
  if (kind !== 'peer') return;
  await sql(
    `UPDATE reeve.sdwan_peer SET key_fingerprint = $4, key_rotations = key_rotations || clock_timestamp(), handshake_at = clock_timestamp(),
       observed_at = clock_timestamp(), interface_up = true WHERE account = $1 AND instance = $2 AND id = $3`,
    ...[peer, randomUUID()],
  );
}

type Hands = { readonly [K in TaskKind]?: (sql: Sql, given: TaskParameters<K>) => Promise<unknown> };

const HANDS: Hands = {
  /** It runs what its fact `upgradesTo` names from then on. */
  'packages.upgrade': (sql) =>
    sql(
      `UPDATE reeve.instance SET package_set = coalesce(facts ->> 'upgradesTo', package_set) WHERE account = $1 AND id = $2`,
    ),
  'module.apply': (sql, { modules }) =>
    sql(
      'UPDATE reeve.instance SET running = jsonb_strip_nulls(running || $3) WHERE account = $1 AND id = $2',
      JSON.stringify(modules),
    ),
  'config.apply': (sql, { hash }) =>
    sql('UPDATE reeve.instance SET config_hash = $3 WHERE account = $1 AND id = $2', hash),
  'certificate.rotate': (sql) =>
    sql(
      `INSERT INTO reeve.certificate (account, id, instance, subject, fingerprint, not_before, not_after, source)
       VALUES ($1, $3, $2, 'x', $3, clock_timestamp(), clock_timestamp() + interval '90 days', 'issued')`,
      randomUUID(),
    ),
  'instance.reboot': boot,
  'instance.start': boot,
  async 'instance.reprovision'(sql) {
    await boot(sql);
    await sql('UPDATE reeve.instance SET enrolled_at = clock_timestamp() WHERE account = $1 AND id = $2');
  },
  'instance.drain': (sql, { seconds }) => tell(sql, { draining: String(seconds > 0) }),
  'instance.isolate': (sql, { on }) => tell(sql, { isolated: String(on) }),
  'sdwan.key-rotate': rotateKey,
  'sdwan.peer-apply': (sql, { peer, allowedIps }) =>
    sql(
      `UPDATE reeve.sdwan_peer SET reported_ips = $4, interface_up = true, observed_at = clock_timestamp()
       WHERE account = $1 AND instance = $2 AND id = $3`,
      ...[peer, allowedIps],
    ),
  'sdwan.vip-take': (sql, { vip }) => hold(sql, vip, true),
  'sdwan.vip-release': (sql, { vip }) => hold(sql, vip, false),
  'sdwan.hub': (sql, { peer }) =>
    sql(
      `UPDATE reeve.sdwan_peer SET handshake_at = clock_timestamp(), observed_at = clock_timestamp(), interface_up = true
       WHERE account = $1 AND $2 <> '' AND network = (SELECT network FROM reeve.sdwan_peer WHERE account = $1 AND id = $3)
         AND handshake_at > clock_timestamp() - interval '10 minutes'`,
      peer,
    ),
  'bgp.reset': (sql, { neighbor }) =>
    sql(
      `UPDATE reeve.bgp_session s SET state = 'established', state_since = clock_timestamp(), observed_at = clock_timestamp()
       FROM reeve.sdwan_peer p WHERE s.account = $1 AND p.account = $1 AND p.instance = $2 AND s.peer = p.id AND s.neighbor = $3`,
      neighbor,
    ),
  'storage.attach': (sql, { id }) => mount(sql, id, 'mounted'),
  'storage.detach': (sql, { id }) => mount(sql, id, 'disabled'),
};
