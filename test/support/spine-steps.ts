import { randomUUID } from 'node:crypto';
import { acceptAnswer } from '../../activities/store/accept/answers.js';
import { apply, look, undo } from '../../activities/spine/acting.js';
import type { SpineDeps } from '../../activities/spine/deps.js';
import { plan } from '../../activities/spine/plan.js';
import { begin, end, judge, tally } from '../../activities/spine/steps.js';
import type { Proposal } from '../../domain/proposal.js';
import type { Applied, Look, Ref, Undone } from '../../workflows/ports.js';
import { furnish, proposeIn } from './spine-world.js';
import type { TestStore } from './store.js';

/** What the gate let through, ready to be applied; each call is one try. */
export interface Begun {
  readonly ref: Ref & { readonly fence: number };
  readonly apply: (over?: { readonly signal?: AbortSignal }) => Promise<Applied>;
  readonly look: (step?: 'apply' | 'undo') => Promise<Look>;
  readonly undo: () => Promise<Undone>;
  readonly end: () => Promise<void>;
}

/** Steps of an intervention by hand, without a workflow: for what happens within one of them. */
export async function begunBy(
  store: TestStore,
  deps: SpineDeps,
  over: Partial<Proposal>,
  approvers?: readonly string[],
): Promise<Begun> {
  const account = 'home';
  const key = await proposeIn(store, account, {
    ...{ by: { kind: 'person', id: 'olga' }, origin: 'person', why: [randomUUID()] },
    ...over,
  });
  return begunFrom(store, deps, { ref: { account, key }, ...(approvers && { approvers }) });
}

/** The same for a wish that is there already, such as one of a round. */
export async function begunFrom(
  store: TestStore,
  deps: SpineDeps,
  { ref, approvers }: { readonly ref: Ref; readonly approvers?: readonly string[] },
): Promise<Begun> {
  const { account } = ref;
  await plan(deps, ref);
  const asked = await judge(deps, { ...ref, round: 1 });
  // Who names those that answer also takes what nobody has to be asked about.
  const isAsked = asked.decision === 'ask';
  if (!isAsked && approvers === undefined) throw new Error(`people are not asked: ${JSON.stringify(asked)}`);
  for (const principal of isAsked ? (approvers ?? ['bob']) : [])
    await acceptAnswer(
      store,
      { account, kind: 'person', principal, door: 'token' },
      { ...YES, request: isAsked ? asked.request.id : '' },
    );
  if (isAsked) await tally(deps, { ...ref, request: asked.request.id, heard: [] });
  const judged = isAsked ? await judge(deps, { ...ref, round: 2 }) : asked;
  if (judged.decision !== 'proceed') throw new Error(`it does not proceed: ${JSON.stringify(judged)}`);
  const begun = await begin(deps, { ...ref, round: isAsked ? 2 : 1, planHash: judged.planHash });
  if (begun.state !== 'begun') throw new Error(`it does not begin: ${begun.because}`);
  const held = { ...ref, fence: begun.fence };
  const still = new AbortController().signal;
  return {
    ref: held,
    apply: ({ signal = still } = {}) => apply(deps, held, { heartbeat: () => undefined, signal }),
    look: (step = 'apply') => look(deps, { ...ref, step }),
    undo: () => undo(deps, held, { heartbeat: () => undefined, signal: still }),
    end: () => end(deps, { ...ref, outcome: 'verified', because: 'test' }),
  };
}

const YES = { says: 'approve', trace: {} } as const;

/** A furnished account without limits, and with the given scopes open. */
export async function furnishFreely(store: TestStore, account: string, patterns: readonly string[]): Promise<string> {
  const token = await furnish(store, account);
  await store.tamper(
    `INSERT INTO reeve.budget (account, name, most, author, reason) SELECT $1, n, 1000, 'person/admin', 'test'
     FROM unnest('{act/target,act/group,act/account,fix}'::text[]) AS n`,
    [account],
  );
  await store.tamper(
    `INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
     SELECT $1, p, 'act', 'critical', 'person/admin', 'test', now() FROM unnest($2::text[]) AS p`,
    [account, patterns],
  );
  return token;
}
