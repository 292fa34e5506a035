import { deliver } from '../activities/notify/deliver.js';
import type { Links } from '../activities/notify/render/told.js';
import type { House, Surfaces } from '../activities/notify/surface.js';
import {
  BEGIN_MS_MAX,
  claimPosts,
  type ClaimedPost,
  countPosts,
  noteShown,
  type Shown,
  sweepPosts,
} from '../activities/store/courier.js';
import type { Database } from '../activities/store/database.js';
import { CHANNEL } from '../activities/store/listen.js';
import type { Chat } from '../domain/route.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { type Rounds, startRounds, sweeping } from './rounds.js';

const MOST = 20;
const IDLE_MS = 500;
const AWAY_MS = 2_000;
const SWEEP_MOST = 500;
const SWEEP_MS = 60 * 60_000;
type Waits = Shown & { readonly state: 'later' | 'doubtful' };
const LATE: Waits = { state: 'later', afterMs: 100, because: 'others of its channel came first' };

export interface CourierDeps {
  readonly db: Database;
  /** Sees the messages of every account, and nothing else. */
  readonly relayDb: Database;
  readonly surfaces: Surfaces;
  readonly links: Links;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Where it hears of a message as soon as it is wanted; without it there is only the clock. */
  readonly listenUrl?: string;
}

/** Carries what people are told to their chats, for as long as it takes. */
export function startCourier(deps: CourierDeps): Rounds {
  const { relayDb, surfaces, log, metrics, listenUrl } = deps;
  const rounds = Object.entries(surfaces).map(([provider, { account }]) => ({
    provider: provider as Chat,
    ...(account !== undefined && { account }),
  }));
  const sweep = sweeping((most) => sweepPosts(relayDb, most), SWEEP_MOST, SWEEP_MS);

  async function pass(): Promise<number> {
    const claimed = await claimPosts(relayDb, rounds, MOST);
    const until = performance.now() + BEGIN_MS_MAX;
    await Promise.all(byChannel(claimed).map((posts) => showInTurn(deps, posts, until)));
    await sweep();
    const { pending, failed } = await countPosts(relayDb);
    metrics.postsPending.set(pending);
    metrics.postsFailed.set(failed);
    return claimed.length === MOST ? 0 : IDLE_MS;
  }

  return startRounds({
    pass,
    onFailure(err) {
      log.warn({ err }, 'the courier could not work on its messages; it goes on trying');
      return AWAY_MS;
    },
    ...(listenUrl !== undefined && {
      hears: { url: listenUrl, name: 'reeve-courier-listens', channel: CHANNEL.post },
    }),
  });
}

/** As a channel should read. One that asks to wait is not asked again by the next; and nothing is begun late in a lease. */
async function showInTurn(deps: CourierDeps, posts: readonly ClaimedPost[], until: number): Promise<void> {
  let waits: Waits | undefined;
  for (const post of posts) {
    const wait = waits ?? (performance.now() < until ? undefined : LATE);
    const shown = wait
      ? { ...wait, state: post.doubtful ? ('doubtful' as const) : wait.state }
      : await show(deps, post);
    if (shown.state === 'later') waits = shown;
    await note(deps, post, shown);
  }
}

function show({ db, surfaces, links }: CourierDeps, post: ClaimedPost): Promise<Shown> {
  return deliver(db, (surfaces[post.provider] as House).surface, links, post).catch((error: Error) => ({
    state: 'doubtful',
    because: error.message,
  }));
}

async function note({ relayDb, log, metrics }: CourierDeps, post: ClaimedPost, shown: Shown): Promise<void> {
  const { account, id, provider, channel, kind } = post;
  metrics.postsShown.inc({ provider, result: shown.state });
  const { over } = await noteShown(relayDb, post, shown);
  if (shown.state === 'shown') return;
  const facts = { account, id, provider, channel, kind, because: shown.because };
  if (over)
    log.error(facts, 'a message was given up; the console shows what it would have said, and "reeve routes list" why');
  else log.warn(facts, 'a message could not be shown; it is tried again');
}

function byChannel(posts: readonly ClaimedPost[]): readonly (readonly ClaimedPost[])[] {
  const channels = new Map<string, ClaimedPost[]>();
  for (const post of posts) {
    const name = `${post.provider}/${post.channel}`;
    channels.set(name, [...(channels.get(name) ?? []), post]);
  }
  return [...channels.values()];
}
