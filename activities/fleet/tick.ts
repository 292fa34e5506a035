import { arrange } from '../../domain/sensing/arrange.js';
import { KINDS } from '../../domain/sensing/index.js';
import { restsBecause } from '../../domain/sensing/rounds.js';
import type { Ticked, TickRequest } from '../../workflows/ports.js';
import { NotAccepted } from '../store/accept/book.js';
import { cancel, withdraw } from '../store/accept/interventions.js';
import { readMoot } from '../store/sensing/moot.js';
import { keepRound, readReconciler } from '../store/sensing/reconcilers.js';
import {
  clockOf,
  readCandidates,
  readPlaced,
  writeArranged,
  type DecidableCondition,
} from '../store/sensing/standing.js';
import type { FleetDeps, SensorRun } from './deps.js';
import { gather } from './gather.js';
import { settleOne } from './propose.js';
import { sense } from './sense.js';
import { tell } from './tell.js';

/** Side by side; more would only wait for the same database. */
const SENSORS_AT_ONCE = 3;
/** So many are decided about in one round, and so many of them may become wishes: the rest is for the next round. */
const DECIDED_MAX = 200;
const PROPOSED_MAX = 20;
const EACH_MAX = 5;
/** While nobody opened its rounds, and where they are paused, it looks again after so long. */
const REST_MS = 60_000;

const EACH = [...KINDS.values()].filter(({ rollsUp }) => rollsUp?.then === 'each').map(({ kind }) => kind);

/** One round of one agent: look, fold, arrange, decide, wish. It only reads the world; what follows is for the spine. */
export async function tick(deps: FleetDeps, { account, agent }: TickRequest): Promise<Ticked> {
  const began = performance.now();
  const standing = await deps.db.withAccount(account, (tx) => readReconciler(tx, account, agent));
  if (!standing) return { state: 'closed', nextMs: REST_MS, says: 'nobody opened the rounds of this agent' };
  const { everyMs, wanted } = standing;
  const stopped = restsBecause(standing);
  if (stopped !== undefined) return { state: 'paused', nextMs: Math.max(everyMs, REST_MS), says: stopped };

  await gatherAll(deps, account, agent);
  const runs = await senseAll(deps, account, agent);
  await deps.db.withAccount(account, async (tx) =>
    writeArranged(tx, account, arrange(await readPlaced(tx, account), KINDS), KINDS),
  );
  await tell(deps, account, agent);
  await takeBack(deps, account, agent);
  const decided = await decideAll(deps, account, agent);
  const sum = (of: (run: SensorRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const summary = {
    ...{ sensors: runs.length, failed: runs.filter(({ error }) => error !== undefined).length },
    ...{
      raised: sum((run) => run.raised),
      opened: sum((run) => run.opened),
      closed: sum((run) => run.closed),
      ...decided,
    },
  };
  const tookMs = Math.round(performance.now() - began);
  await deps.db.withAccount(account, (tx) => keepRound(tx, { account, agent, wanted, tookMs, summary }));
  return { state: 'done', nextMs: Math.max(1_000, everyMs - tookMs), says: saysOf(summary) };
}

/** What people are still asked about something that is over is taken back, and so are tasks for it. */
async function takeBack(deps: FleetDeps, account: string, agent: string): Promise<void> {
  const by = { account, principal: agent, kind: 'agent', door: 'machine', roles: [] } as const;
  const moot = await deps.db.withAccount(account, (tx) => readMoot(tx, account, agent, PROPOSED_MAX));
  for (const { key, begun, because } of moot) {
    const taken = { key, reason: `what it was for is over: ${because}`, trace: {} };
    await (begun ? cancel : withdraw)(deps, by, taken).catch((error: unknown) => {
      // It began or ended just now: that is its own story.
      if (!(error instanceof NotAccepted)) throw error;
    });
  }
}

/** Side by side: one after the other, a few that are slow at once would take more time than a round has. */
async function gatherAll(deps: FleetDeps, account: string, agent: string): Promise<void> {
  const under = new Map<string, Promise<void>>();
  for (const source of deps.sources.filter((one) => one.agent === agent)) {
    const first = under.get(source.after ?? '') ?? Promise.resolve();
    under.set(
      source.id,
      first.then(() => gather(deps, account, source)),
    );
  }
  await Promise.all(under.values());
}

async function senseAll(deps: FleetDeps, account: string, agent: string): Promise<readonly SensorRun[]> {
  const waiting = deps.queries.filter(({ sensor }) => sensor.agent === agent);
  const runs: SensorRun[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) runs.push(await sense(deps, account, next));
  };
  await Promise.all(Array.from({ length: SENSORS_AT_ONCE }, work));
  return runs;
}

async function decideAll(deps: FleetDeps, account: string, agent: string) {
  // After the look: what opened in this round opened before now.
  const { now, candidates } = await deps.db.withAccount(account, async (tx) => ({
    now: await clockOf(tx),
    candidates: await readCandidates(tx, { account, agent, each: EACH, most: DECIDED_MAX }),
  }));
  const at = { account, agent, now };
  const counts = { decided: 0, proposed: 0 };
  const each = new Map<string, number>();
  for (const condition of candidates) {
    const kind = KINDS.get(condition.kind);
    // A kind that an older Reeve knew: it closes when its sensor is gone from the list, and nothing is done for it.
    if (!kind || counts.proposed >= PROPOSED_MAX) continue;
    if (isOneOfMany(condition, each)) continue;
    const outcome = await settleOne(deps, at, condition, kind);
    if (outcome === 'quiet') continue;
    counts.decided += 1;
    if (outcome !== 'proposed') continue;
    counts.proposed += 1;
    each.set(condition.kind, (each.get(condition.kind) ?? 0) + 1);
  }
  return counts;
}

/** Where many of a kind are mended one by one, only a few are begun in a round. */
function isOneOfMany({ kind, members }: DecidableCondition, each: ReadonlyMap<string, number>): boolean {
  return members === undefined && EACH.includes(kind) && (each.get(kind) ?? 0) >= EACH_MAX;
}

function saysOf(summary: Readonly<Record<string, number>>): string {
  return Object.entries(summary)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}
