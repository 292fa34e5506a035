import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { acceptAnswer } from '../activities/store/accept/answers.js';
import { acceptProposal, workflowIdOf } from '../activities/store/accept/proposals.js';
import type { Transaction } from '../activities/store/database.js';
import type { Proposal } from '../domain/proposal.js';
import { type Ground, openGround } from './ground.js';
import { percentile } from './percentile.js';
import { ACCOUNT, AGENTS, flagName, furnishBench, openSpineGround, type SpineGround } from './spine-ground.js';

const PROPOSERS = 8;
/** An account takes no more than a thousand that are open. */
const PROPOSALS_MOST = 900;
const ENDED_MS_MAX = 300_000;

export const benchmark = {
  about: `Spine: ${PROPOSERS} proposers on one account; what a queue of automatic work takes; a click until its effect`,
  knobs: {
    proposals: { about: 'how many are proposed at once', standard: 600, most: PROPOSALS_MOST },
    clicks: { about: 'how many approvals are clicked, one after the other', standard: 200, most: 5_000 },
  },
  async run(say: (text: string) => void, { proposals = 600, clicks = 200 }: { proposals?: number; clicks?: number }) {
    const ground = await openGround();
    try {
      const spine = await openSpineGround(ground);
      await furnishBench(ground, proposals);
      say(`${PROPOSERS} proposers make ${proposals} proposals …`);
      const acceptMs = await proposeMany(ground, proposals);
      say('relay and workers take them up …');
      const started = performance.now();
      await spine.work();
      await untilEnded(ground, proposals);
      const endMs = performance.now() - started;
      say(`${clicks} approvals, one after the other …`);
      const clicked = [];
      for (let n = 0; n < clicks; n += 1) clicked.push(await click(ground, flagName(n % proposals)));
      const effectMs = clicked.map((one) => one.effectMs);
      const verifiedMs = clicked.map((one) => one.verifiedMs);
      return {
        postgres: ground.postgres,
        temporal: spine.temporal,
        settings: 'fsync on, row-level security on, Temporal on a file, everything on this machine',
        proposals,
        proposalsPerSecond: perSecond(proposals, acceptMs),
        automaticPerSecond: perSecond(proposals, endMs),
        clicks,
        clickToEffectP50Ms: percentile(effectMs, 0.5),
        clickToEffectP99Ms: percentile(effectMs, 0.99),
        clickToVerifiedP50Ms: percentile(verifiedMs, 0.5),
        clickToVerifiedP99Ms: percentile(verifiedMs, 0.99),
        ...(await sizes(ground, spine, clicked.at(-1)?.key ?? '')),
      };
    } finally {
      await ground.close();
    }
  },
};

async function proposeMany(ground: Ground, proposals: number): Promise<number> {
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: PROPOSERS }, async () => {
      for (let n = next++; n < proposals; n = next++)
        await propose(ground, AGENTS.alone, { flag: flagName(n), value: true });
    }),
  );
  return performance.now() - started;
}

async function propose(ground: Ground, agent: string, { flag, value }: { flag: string; value: string | boolean }) {
  const proposal: Proposal = {
    ...{ account: ACCOUNT, key: randomUUID(), action: 'feature-flag', target: { kind: 'flag', name: flag } },
    ...{ parameters: { value }, by: { kind: 'agent', id: agent }, origin: 'fleet', severity: 'warning' },
    ...{ why: ['bench'], summary: `set ${flag}`, correlation: 'bench' },
  };
  const by = { account: ACCOUNT, kind: 'agent', principal: agent, door: 'token' } as const;
  return acceptProposal(ground, by, { proposal, category: 'flag.set', security: false, trace: {} });
}

interface Clicked {
  readonly key: string;
  readonly effectMs: number;
  readonly verifiedMs: number;
}

/** The times are those that PostgreSQL wrote beside the effect and the outcome; its clock is that of this machine. */
async function click(ground: Ground, flag: string): Promise<Clicked> {
  const { key } = await propose(ground, AGENTS.asks, { flag, value: randomUUID() });
  const request = await eventually(() => openRequest(ground, key));
  const at = performance.timeOrigin + performance.now();
  const by = { account: ACCOUNT, kind: 'person', principal: 'bob', door: 'token' } as const;
  await acceptAnswer(ground, by, { request, says: 'approve', trace: {} });
  const times = await eventually(() =>
    one<{ outcome: string; effect: number; ended: number }>(
      ground,
      `SELECT outcome, (SELECT extract(epoch FROM changed_at) * 1000 FROM flag WHERE account = current_account() AND name = $2)::float AS effect,
         extract(epoch FROM ended_at)::float * 1000 AS ended
       FROM intervention WHERE account = current_account() AND key = $1 AND outcome IS NOT NULL`,
      [key, flag],
    ),
  );
  if (times.outcome !== 'verified') throw new Error(`an intervention ended as ${times.outcome}`);
  return { key, effectMs: times.effect - at, verifiedMs: times.ended - at };
}

async function openRequest(ground: Ground, key: string): Promise<string | undefined> {
  const text = `SELECT id FROM request WHERE account = current_account() AND intervention = $1 AND state = 'open'`;
  return (await one<{ id: string }>(ground, text, [key]))?.id;
}

async function untilEnded(ground: Ground, proposals: number): Promise<void> {
  await eventually(async () => {
    const row = await one<{ verified: number; other: number }>(
      ground,
      `SELECT count(*) FILTER (WHERE outcome = 'verified')::int AS verified,
         count(*) FILTER (WHERE outcome <> 'verified')::int AS other FROM intervention WHERE account = current_account()`,
    );
    if ((row?.other ?? 0) > 0) throw new Error(`${row?.other} interventions did not end as verified`);
    return row?.verified === proposals ? true : undefined;
  });
}

/** What Temporal keeps and charges for: one automatic run, and one with an approval. */
async function sizes(ground: Ground, { client }: SpineGround, approved: string) {
  const first = await one<{ key: string }>(
    ground,
    'SELECT key FROM intervention WHERE account = current_account() AND proposer = $1 LIMIT 1',
    [`agent/${AGENTS.alone}`],
  );
  const [automatic, asked] = await Promise.all(
    [first?.key ?? '', approved].map(async (key) => {
      const handle = client.workflow.getHandle(workflowIdOf({ account: ACCOUNT, key }));
      const { events } = await handle.fetchHistory();
      return { events: events?.length ?? 0, actions: actionsIn(events ?? []) };
    }),
  );
  return {
    automaticEvents: automatic?.events ?? 0,
    automaticActions: automatic?.actions ?? 0,
    approvedEvents: asked?.events ?? 0,
    approvedActions: asked?.actions ?? 0,
  };
}

type Event = Record<string, unknown> & { readonly markerRecordedEventAttributes?: unknown };

/** As Temporal Cloud counts: the start, each activity, timer, message and upsert; local activities once a workflow task. */
function actionsIn(events: readonly object[]): number {
  const counted = [
    ...['workflowExecutionStarted', 'activityTaskScheduled', 'timerStarted', 'workflowExecutionSignaled'],
    ...['workflowExecutionUpdateAccepted', 'upsertWorkflowSearchAttributes'],
  ].map((name) => `${name}EventAttributes`);
  const single = events.filter((event) => counted.some((name) => (event as Event)[name]));
  const markers = events.flatMap((event) => {
    const marker = (event as Event).markerRecordedEventAttributes;
    return marker ? [String((marker as { workflowTaskCompletedEventId?: unknown }).workflowTaskCompletedEventId)] : [];
  });
  return single.length + new Set(markers).size;
}

async function one<Row extends Record<string, unknown>>(
  { db }: Ground,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row | undefined> {
  const [row] = await db.withAccount(ACCOUNT, (tx: Transaction) => tx.query<Row>(text, values));
  return row;
}

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + ENDED_MS_MAX;
  while (performance.now() < until) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(20);
  }
  throw new Error(`it did not come to an end within ${ENDED_MS_MAX / 1000} s`);
}

function perSecond(count: number, ms: number): number {
  return Number(((count * 1000) / ms).toFixed(1));
}
