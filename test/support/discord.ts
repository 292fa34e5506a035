import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIEmbed } from 'discord-api-types/v10';
import { faultsIn } from './discord-checks.js';

const EPOCH_MS = 1_420_070_400_000;
export const BOT_TOKEN = 'MTA3.discord-test.token-of-the-bot';
export const BOT = '107000000000000001';
export const CHANNEL = '207000000000000001';

export interface Held {
  readonly id: string;
  readonly channel: string;
  readonly author: { readonly id: string };
  readonly nonce?: string;
  readonly under?: string;
  embeds: readonly APIEmbed[];
  components: readonly { readonly components: readonly { readonly custom_id: string; readonly label: string }[] }[];
  edits: number;
}

/** What happens to the next request, in place of what was asked. `done`: it is done, and the answer is lost. */
export type Trouble =
  | {
      readonly status: number;
      readonly done?: true;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  | { readonly silent: true; readonly done?: true }
  | { readonly reset: true; readonly done?: true };

export interface TestDiscord {
  readonly apiUrl: string;
  readonly heard: readonly { readonly method: string; readonly path: string; readonly body: Record<string, unknown> }[];
  /** What Discord would not have taken. */
  readonly faults: readonly string[];
  readonly messages: Map<string, Held>;
  /** What interactions were answered with later, by their token. */
  readonly followedUp: ReadonlyMap<string, Record<string, unknown>>;
  /** A message of somebody else, or one of another time. */
  readonly put: (message: Partial<Held> & { readonly at?: number }) => Held;
  readonly next: (...troubles: readonly Trouble[]) => void;
  readonly close: () => Promise<void>;
}

/** Discord's REST API as far as Reeve uses it, as strict as the real one. */
export async function openDiscord(): Promise<TestDiscord> {
  const world = emptyWorld();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(world, { request, response, text: Buffer.concat(chunks).toString() }));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    ...world,
    apiUrl: `http://127.0.0.1:${port}/api/v10`,
    put: ({ at, ...message }) => hold(world, { author: { id: BOT }, ...message }, at),
    next: (...troubles) => void world.troubles.push(...troubles),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

type World = ReturnType<typeof emptyWorld>;
function emptyWorld() {
  return {
    heard: [] as { method: string; path: string; body: Record<string, unknown> }[],
    faults: [] as string[],
    messages: new Map<string, Held>(),
    followedUp: new Map<string, Record<string, unknown>>(),
    troubles: [] as Trouble[],
    count: 0,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly text: string;
}

function serve(world: World, { request, response, text }: Exchange): void {
  const { method = '', url = '' } = request;
  const { pathname, searchParams } = new URL(url, 'http://discord');
  const path = pathname.replace(/^\/api\/v10/, '');
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  world.heard.push({ method, path, body });
  const trouble = world.troubles.shift();
  const answer = (status: number, said: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(said));
  if (text !== '' && request.headers['content-type'] !== 'application/json') world.faults.push('content-type');
  const isBots = !path.startsWith('/webhooks/');
  if (isBots && request.headers.authorization !== `Bot ${BOT_TOKEN}`)
    return void answer(401, { message: '401: Unauthorized', code: 0 });
  if (!isBots && request.headers.authorization !== undefined) world.faults.push('the bot token went to a webhook');
  if (!trouble) return void answer(...play(world, { method, path, body, searchParams }));
  if (trouble.done) play(world, { method, path, body, searchParams });
  if ('reset' in trouble) return void response.socket?.resetAndDestroy();
  if ('status' in trouble) answer(trouble.status, trouble.body ?? {}, trouble.headers);
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly searchParams: URLSearchParams;
}

function play(world: World, asked: Asked): [number, unknown] {
  const { method, path, body, searchParams } = asked;
  if (path === '/users/@me') return [200, { id: BOT, bot: true }];
  const [, token = ''] = /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/.exec(path) ?? [];
  const [, channel = '', id] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? [];
  if (token === '' && channel !== CHANNEL) return [404, { message: 'Unknown Channel', code: 10003 }];
  if (method === 'GET') return [200, listed(world, channel, searchParams)];
  const faults = faultsIn(body);
  world.faults.push(...faults);
  if (faults.length > 0) return [400, { message: 'Invalid Form Body', code: 50035, errors: { faults } }];
  if (token !== '') {
    world.followedUp.set(token, body);
    return [200, {}];
  }
  return method === 'PATCH' ? edited(world, id ?? '', body) : [200, shown(posted(world, channel, body))];
}

function posted(world: World, channel: string, body: Record<string, unknown>): Held {
  const { nonce, enforce_nonce: enforced } = body as { nonce?: string; enforce_nonce?: boolean };
  if (nonce === undefined || nonce.length > 25 || enforced !== true) world.faults.push('nonce');
  const before = [...world.messages.values()].find((held) => held.nonce !== undefined && held.nonce === nonce);
  if (before) return before;
  const under = body['message_reference'] as { message_id: string; fail_if_not_exists?: boolean } | undefined;
  if (under && under.fail_if_not_exists !== false) world.faults.push('it fails where the other message is gone');
  return hold(world, {
    ...{
      channel,
      author: { id: BOT },
      ...(nonce !== undefined && { nonce }),
      ...(under && { under: under.message_id }),
    },
    embeds: body['embeds'] as APIEmbed[],
    components: body['components'] as Held['components'],
  });
}

function edited({ messages }: World, id: string, body: Record<string, unknown>): [number, unknown] {
  const held = messages.get(id);
  if (!held) return [404, { message: 'Unknown Message', code: 10008 }];
  if (held.author.id !== BOT) return [403, { message: 'Cannot edit a message authored by another user', code: 50005 }];
  held.embeds = body['embeds'] as APIEmbed[];
  held.components = body['components'] as Held['components'];
  held.edits += 1;
  return [200, shown(held)];
}

/** After an id come the oldest of those that are newer, the newest of them first. */
function listed({ messages }: World, channel: string, params: URLSearchParams): readonly object[] {
  const after = BigInt(params.get('after') ?? 0);
  const limit = Number(params.get('limit') ?? 50);
  if (limit < 1 || limit > 100) throw new Error('limit');
  return [...messages.values()]
    .filter((held) => held.channel === channel && BigInt(held.id) > after)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .slice(0, limit)
    .toReversed()
    .map(shown);
}

function hold(world: World, message: Partial<Held>, at = Date.now()): Held {
  world.count += 1;
  const id = String((BigInt(at - EPOCH_MS) << 22n) + BigInt(world.count));
  const held: Held = {
    ...{ id, channel: CHANNEL, author: { id: BOT }, embeds: [], components: [], edits: 0 },
    ...message,
  };
  world.messages.set(held.id, held);
  return held;
}

function shown({ id, channel, author, embeds, components, nonce }: Held): object {
  return { id, channel_id: channel, author, embeds, components, content: '', ...(nonce !== undefined && { nonce }) };
}
