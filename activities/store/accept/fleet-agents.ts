import { randomUUID } from 'node:crypto';
import type { EntryDraft } from '../../../domain/ledger.js';
import { FLEET_AGENTS, type FleetAgent } from '../../../domain/fleet/agents.js';
import { actorOf } from '../../../domain/principal.js';
import type { Ledger } from '../../ledger/append.js';
import type { Transaction } from '../database.js';
import { startLateRounds } from '../sensing/rounds.js';
import type { By } from './book.js';

/** Those that watch a fleet begin with it: who they are, how they stand, and how often they go round. What is there already stays as it is. */
export async function ensureFleetAgents(
  { tx, ledger }: { readonly tx: Transaction; readonly ledger: Ledger },
  account: string,
  by: By,
): Promise<{ readonly opened: readonly string[] }> {
  const actor = actorOf(by);
  const wanted = FLEET_AGENTS.map(({ id, name, tier, everyMs, trust }) => ({
    ...{ id, name, tier, everyMs },
    ...trust,
  }));
  const told = 'jsonb_to_recordset($2::jsonb) AS told';
  const made = await tx.query<{ id: string }>(
    `INSERT INTO principal (account, id, kind, name, roles)
     SELECT $1, id, 'agent', name, '{}' FROM ${told} (id text, name text) ON CONFLICT DO NOTHING RETURNING id`,
    [account, JSON.stringify(wanted)],
  );
  const isAgent = `EXISTS (SELECT 1 FROM principal p WHERE p.account = $1 AND p.id = told.id AND p.kind = 'agent')`;
  const placed = await tx.query<{ agent: string }>(
    `INSERT INTO trust (account, agent, safety, reliability, quality, cost, speed, tier, evaluated_at)
     SELECT $1, id, safety, reliability, quality, cost, speed, tier, clock()
     FROM ${told} (id text, tier text, safety float8, reliability float8, quality float8, cost float8, speed float8)
     WHERE ${isAgent} ON CONFLICT DO NOTHING RETURNING agent`,
    [account, JSON.stringify(wanted)],
  );
  await tx.query(
    `INSERT INTO reconciler (account, agent, every_ms, author, reason)
     SELECT $1, id, "everyMs", $3, 'the fleet of this account was opened'
     FROM ${told} (id text, "everyMs" integer) WHERE ${isAgent} ON CONFLICT DO NOTHING`,
    [account, JSON.stringify(wanted), actor],
  );
  await startLateRounds(tx, account);
  const entries = FLEET_AGENTS.flatMap((agent) => entriesOf(agent, { actor, door: by.door, made, placed }));
  if (entries.length > 0) await ledger.appendIn(tx, account, entries);
  return { opened: made.map(({ id }) => id) };
}

interface Opening {
  readonly actor: string;
  readonly door: By['door'];
  readonly made: readonly { readonly id: string }[];
  readonly placed: readonly { readonly agent: string }[];
}

function entriesOf({ id, name, tier, trust }: FleetAgent, { actor, door, made, placed }: Opening): EntryDraft[] {
  const common = { actor, subject: `agent/${id}` };
  const reason = 'the fleet of this account was opened';
  return [
    ...(made.some((one) => one.id === id)
      ? [
          {
            ...{ kind: 'setting' as const, key: `agent-added/${randomUUID()}`, ...common },
            data: { change: 'added', name, roles: [], reason, door },
          },
        ]
      : []),
    ...(placed.some(({ agent }) => agent === id)
      ? [
          {
            ...{ kind: 'trust' as const, key: `trust-placed/${randomUUID()}`, ...common, agent: id },
            data: { change: 'placed', ...trust, tier, reason, door },
          },
        ]
      : []),
  ];
}
