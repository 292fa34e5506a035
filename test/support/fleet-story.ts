import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openGit } from '../../activities/adapters/git.js';
import { lateAfter } from '../../activities/outbound/late.js';
import { setScope } from '../../activities/store/accept/autonomy.js';
import { issueToken } from '../../activities/store/accept/tokens.js';
import { faultNamed } from '../../domain/fleet/faults/index.js';
import { openFleetApi } from '../../workers/fleet/fleet-api.js';
import { startSimulation } from '../../workers/fleet/simulation.js';
import { strike } from '../../workers/fleet/strike.js';
import { eventually } from './cluster.js';
import { type Asked, openTestGateway, type TestGateway } from './gateway.js';
import { openRepository, type TestRepository } from './git.js';
import { openSpineWorld, type SpineWorld } from './spine-world.js';

type Row = Readonly<Record<string, unknown>>;

/** Something that breaks in a simulated fleet, and how it comes to its end. */
export interface Story {
  readonly fault: string;
  readonly target?: string;
  /** What has to be so before it breaks. */
  readonly first?: (stage: FleetStage) => Promise<unknown>;
  /** Brings it about where no machine can play it. */
  readonly begin?: (stage: FleetStage) => Promise<string>;
  readonly kind: string;
  /** Mended without a person, after a yes, by what a person wished, or only told until it is well again. */
  readonly ends: 'alone' | 'asked' | 'by hand' | 'observed';
  /** What is done about it, in the order in which it is wished. */
  readonly by: readonly string[];
  /** Where a rule waits, what lets time pass for the target until it is seen. */
  readonly sooner?: string;
  /** Where a step or an end waits, what lets time pass for the condition. */
  readonly later?: string;
  /** What a person wishes where Reeve leaves it to people. */
  readonly wish?: { readonly action: string; readonly kind: string };
}

type Ask = (method: string, path: string, body?: unknown, over?: Partial<Asked>) => Promise<Row>;

export interface Played {
  readonly story: Story;
  readonly transcript: readonly string[];
  /** What was done, with how it ended. */
  readonly done: readonly string[];
  /** Where it stood when time was up; undefined where it came to its end. */
  readonly stuck?: string;
}

export interface FleetStage {
  readonly world: SpineWorld;
  readonly repository: TestRepository;
  readonly ask: Ask;
  /** Lets all of them break at once, and follows each to its end. */
  readonly play: (stories: readonly Story[], withinMs: number) => Promise<readonly Played[]>;
  readonly close: () => Promise<void>;
}

const ACCOUNT = 'fleet';
const AGENTS = ['fleet_autonomy', 'sdwan_manager', 'cve_responder'];
const LOOK_EVERY_MS = 1_500;

/** Played machines over the protocol of real ones, with a real database, a real Temporal and a real repository behind it. */
export async function openFleetStage(machines: number): Promise<FleetStage> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-story-'));
  const repository = await openRepository();
  const [localRoots, env] = [[repository.root], { PATH: '/usr/bin:/bin' }];
  const git = openGit({
    cacheDir: join(dir, 'git'),
    localRoots,
    privateHosts: [],
    env,
    bytesMax: 2 ** 20,
    timeoutMs: 30_000,
  });
  const world = await openSpineWorld(ACCOUNT, {}, { sources: { git, privateHosts: [] } });
  const { store, temporal, token } = world;
  const gateway = await openTestGateway(store, { temporal: temporal.client, hearsNodes: true, gitRoots: localRoots });
  const admin = { account: ACCOUNT, kind: 'person', principal: 'admin', door: 'token' } as const;
  await setScope(store, admin, { pattern: '*', stage: 'act', riskMax: 'critical', reason: 'test' });
  const second = await issueToken(store, admin, { principal: 'bob', name: 'second', roles: ['approver'] });
  const simulation = await startSimulation({ url: gateway.url, token, instances: machines, dir });
  await eventually(async () => {
    const [row] = await world.sql<{ n: number }>(`SELECT count(*)::int AS n FROM reeve.heartbeat`);
    return row?.n === machines;
  });
  const ask = askingAt(gateway, token);
  const playing = { world, ask, turn: turns(gateway.url, token), approvers: [second.token, token] };
  const stage: FleetStage = {
    ...{ world, repository, ask },
    play: (stories, withinMs) => world.run(() => playAll(stage, playing, { stories, withinMs })),
    async close() {
      await simulation.stop();
      await gateway.close();
      await world.close();
      await repository.remove();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return stage;
}

function askingAt(gateway: TestGateway, token: string): Ask {
  return async (method, path, body, over = {}) => {
    const asked = { token, ...(body !== undefined && { body }), ...over };
    const answer = await gateway.call(method, `/api/v1/${path}`, asked);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as Row;
  };
}

/** Lets a fault begin or end, and gives what it happens to. */
function turns(url: string, token: string) {
  const api = openFleetApi({ url, token });
  return async (name: string, on: boolean, target?: string): Promise<string> => {
    const fault = faultNamed(name);
    if (!fault) throw new Error(`there is no fault ${name}`);
    const struck = await strike({ api, fault, on, ...(target !== undefined && { target }) });
    if ('because' in struck) throw new Error(struck.because);
    return struck.target;
  };
}

async function playAll(
  stage: FleetStage,
  playing: Playing,
  { stories, withinMs }: { readonly stories: readonly Story[]; readonly withinMs: number },
): Promise<readonly Played[]> {
  const over = lateAfter(withinMs);
  const done = new AbortController();
  setMaxListeners(0, over);
  const rounds = roundAndRound(playing, AbortSignal.any([over, done.signal]));
  try {
    return await Promise.all(stories.map((story) => follow(stage, playing, { story, over })));
  } finally {
    done.abort();
    await rounds;
  }
}

interface Playing extends Pick<FleetStage, 'world' | 'ask'> {
  readonly turn: ReturnType<typeof turns>;
  readonly approvers: readonly string[];
}

/** The agents look as often as if each minute were two seconds. */
async function roundAndRound({ ask }: Playing, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const agent of AGENTS) await ask('POST', `rounds/${agent}/now`);
    await pause(2_000, undefined, { signal }).catch(() => undefined);
  }
}

async function follow(
  stage: FleetStage,
  playing: Playing,
  { story, over }: { readonly story: Story; readonly over: AbortSignal },
): Promise<Played> {
  const { world, ask, turn } = playing;
  await story.first?.(stage);
  const target = await (story.begin?.(stage) ?? turn(story.fault, true, story.target));
  let seen: Row | undefined;
  let isMended = false;
  let wished: string | undefined;
  while (!over.aborted) {
    await pause(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    if (!seen) {
      if (story.sooner !== undefined) await world.sql(story.sooner, [target]);
      seen = await firstOf(playing, story.kind);
      continue;
    }
    seen = await ask('GET', `conditions/${String(seen['id'])}`);
    const wishes = seen['interventions'] as Row[];
    if (story.later !== undefined) await world.sql(story.later, [seen['id']]);
    await approve(playing, [...wishes.filter((wish) => !hasEnded(wish)).map(({ key }) => key), wished]);
    if (story.ends === 'observed' && !isMended) {
      isMended = true;
      await turn(story.fault, false, target);
    }
    if (story.wish && wishes.length > 0) wished ??= await wishBy(playing, story.wish, target);
    if (seen['closedAt'] && wishes.every(hasEnded)) break;
  }
  const wishes = (seen?.['interventions'] ?? []) as Row[];
  const isOver = typeof seen?.['closedAt'] === 'string' && wishes.every(hasEnded);
  return {
    ...{ story, transcript: seen ? await transcriptOf(playing, seen) : [] },
    done: wishes.map(({ action, outcome }) => `${String(action)} ${String(outcome)}`),
    ...(!isOver && { stuck: seen ? wishes.map(standing).join('; ') || 'it is open' : `${story.kind} was not seen` }),
  };
}

function standing({ action, stage, because, outcome }: Row): string {
  return `${String(action)} is ${String(outcome ?? stage)}: ${typeof because === 'string' ? because : ''}`;
}

const hasEnded = ({ outcome }: Row) => typeof outcome === 'string';

async function firstOf({ ask }: Playing, kind: string): Promise<Row | undefined> {
  const { conditions } = (await ask('GET', `conditions?open=true&kind=${kind}`)) as { conditions: Row[] };
  return conditions[0];
}

/** As many people as are asked. */
async function approve({ ask, approvers }: Playing, keys: readonly unknown[]): Promise<void> {
  const open = (await ask('GET', 'approvals')) as unknown as Row[];
  for (const { id, planHash } of open.filter(({ intervention }) => keys.includes(intervention)))
    for (const token of approvers)
      await ask('POST', `approvals/${String(id)}/approve`, { planHash, reason: 'go' }, { token }).catch(
        () => undefined,
      );
}

async function wishBy({ ask }: Playing, { action, kind }: NonNullable<Story['wish']>, name: string): Promise<string> {
  const { key } = await ask('POST', 'proposals', {
    action,
    target: { kind, name },
    parameters: {},
    summary: `a person wishes ${action}`,
  });
  return String(key);
}

async function transcriptOf({ ask }: Playing, { id }: Row): Promise<readonly string[]> {
  const { events } = (await ask('GET', `trace/${String(id)}`)) as { events: { what: string; says: string }[] };
  return events.map(({ what, says }) => `${what}: ${says}`);
}
