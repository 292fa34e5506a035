import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { faultsIn, viewFaults } from './slack-form.js';

export const BOT_TOKEN = 'xoxb-1111111111-test-bot-token';
export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const APP_TOKEN = 'xapp-1-A111-222-test-app-token';

type Fields = Readonly<Record<string, unknown>>;

export interface SlackMessageHeld {
  readonly ts: string;
  readonly channel: string;
  readonly thread?: string;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[];
  readonly attachments: readonly { readonly color: string; readonly blocks: readonly Record<string, unknown>[] }[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: { readonly key: string } };
  readonly edits: number;
}

export interface OpenView {
  readonly id: string;
  readonly view: Fields & { readonly private_metadata?: string; readonly callback_id?: string };
}

/** How Slack treats the next call of a method: `lost` does it, and then the line breaks. */
export type Turn =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | { readonly error: string }
  | 'hang'
  | 'reset'
  | 'lost';

export interface TestSlack {
  readonly apiUrl: string;
  readonly port: number;
  /** Every call of Reeve, the first one first. */
  readonly calls: readonly { readonly method: string; readonly args: Fields }[];
  /** What in those calls Slack would not take. */
  readonly faults: readonly string[];
  readonly messages: Map<string, SlackMessageHeld>;
  readonly channels: Map<string, 'open' | 'archived' | 'not-a-member'>;
  readonly views: readonly OpenView[];
  /** What was said to the one who pressed alone, by response_url. */
  readonly whispers: readonly Fields[];
  readonly next: (method: string, turn: Turn) => void;
  /** Worth three seconds, and once. */
  readonly trigger: (at?: number) => string;
  readonly responseUrl: () => string;
  /** Nobody listens any more; `up` listens at the same port again. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  readonly onUpgrade: (take: (request: IncomingMessage, socket: Socket) => void) => void;
  readonly close: () => Promise<void>;
}

/** Slack's Web API on a loopback port: it holds messages as Slack does, and checks what Reeve sends as Slack does. */
export async function openTestSlack(): Promise<TestSlack> {
  const world = new World();
  const server = createServer((request, response) => void serveOne(world, request, response));
  const listen = (port: number) => new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = () =>
    new Promise<void>((closed) => {
      if (!server.listening) return closed();
      server.close(() => closed());
      server.closeAllConnections();
    });
  world.socketUrl = `ws://127.0.0.1:${port}/socket`;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    port,
    ...{ calls: world.calls, faults: world.faults, messages: world.messages, channels: world.channels },
    ...{ views: world.views, whispers: world.whispers },
    next: (method, turn) => world.turns.push([method, turn]),
    trigger(at = Date.now()) {
      const id = `${world.triggers.size + 1}.${at}.abc`;
      world.triggers.set(id, { at, used: false });
      return id;
    },
    responseUrl: () => `http://127.0.0.1:${port}/respond/1`,
    down,
    up: () => listen(port),
    onUpgrade: (take) => void server.on('upgrade', (request, socket) => take(request, socket as Socket)),
    close: down,
  };
}

class World {
  readonly calls: { method: string; args: Fields }[] = [];
  readonly faults: string[] = [];
  readonly messages = new Map<string, SlackMessageHeld>();
  readonly channels = new Map<string, 'open' | 'archived' | 'not-a-member'>([['C1', 'open']]);
  readonly views: OpenView[] = [];
  readonly whispers: Fields[] = [];
  readonly turns: [method: string, turn: Turn][] = [];
  readonly triggers = new Map<string, { at: number; used: boolean }>();
  socketUrl = '';
  private count = 0;

  stamp(): string {
    this.count += 1;
    return `${(Date.now() / 1000).toFixed(3)}${String(this.count).padStart(3, '0')}`;
  }
}

async function serveOne(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  if (request.url?.startsWith('/respond/')) {
    world.whispers.push(JSON.parse(body) as Fields);
    return void response.writeHead(200).end('ok');
  }
  const method = request.url?.replace('/api/', '') ?? '';
  const args = argsOf(body);
  world.calls.push({ method, args });
  const at = world.turns.findIndex(([name]) => name === method);
  const [, turn] = at === -1 ? [] : (world.turns.splice(at, 1)[0] ?? []);
  if (turn === 'hang') return;
  if (turn === 'reset') return void response.socket?.resetAndDestroy();
  if (typeof turn === 'object' && 'status' in turn)
    return void response.writeHead(turn.status, turn.headers).end(turn.body ?? '');
  const answer = typeof turn === 'object' ? refusal(turn.error) : answerTo(world, request, { method, args });
  if (turn === 'lost') return void response.socket?.resetAndDestroy();
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}

function argsOf(body: string): Fields {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}

const refusal = (error: string) => ({ ok: false, error });

function answerTo(
  world: World,
  request: IncomingMessage,
  { method, args }: { readonly method: string; readonly args: Fields },
): object {
  const app = method === 'apps.connections.open';
  if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    if (!app) world.faults.push(`${method}: ${request.method} ${request.headers['content-type']}`);
  if (request.headers.authorization === undefined) return refusal('not_authed');
  if (request.headers.authorization !== `Bearer ${app ? APP_TOKEN : BOT_TOKEN}`) return refusal('invalid_auth');
  if (app) return { ok: true, url: world.socketUrl };
  const does = METHODS[method];
  return does ? does(world, args) : refusal('unknown_method');
}

const METHODS: Readonly<Record<string, (world: World, args: Fields) => object>> = {
  'chat.postMessage': post,
  'chat.update': update,
  'conversations.history': history,
  'conversations.replies': replies,
  'views.open': openView,
  'views.update': updateView,
};

function channelTrouble(world: World, channel: unknown): string | undefined {
  const state = world.channels.get(String(channel));
  if (state === undefined) return 'channel_not_found';
  return state === 'open' ? undefined : state === 'archived' ? 'is_archived' : 'not_in_channel';
}

function post(world: World, args: Fields): object {
  const trouble = channelTrouble(world, args['channel']) ?? formTrouble(world, args);
  if (trouble !== undefined) return refusal(trouble);
  for (const flag of ['unfurl_links', 'unfurl_media', 'link_names', 'mrkdwn'])
    if (args[flag] !== 'false') world.faults.push(`chat.postMessage: ${flag} is ${String(args[flag])}`);
  const under = args['thread_ts'] as string | undefined;
  if (under !== undefined && !world.messages.has(under)) return refusal('thread_not_found');
  const ts = world.stamp();
  world.messages.set(ts, { ts, ...held(args), edits: 0, ...(under !== undefined && { thread: under }) });
  return { ok: true, channel: args['channel'], ts };
}

function update(world: World, args: Fields): object {
  const ts = String(args['ts']);
  const before = world.messages.get(ts);
  const trouble = channelTrouble(world, args['channel']) ?? formTrouble(world, args);
  if (trouble !== undefined) return refusal(trouble);
  if (!before || before.channel !== args['channel']) return refusal('message_not_found');
  world.messages.set(ts, { ...before, ...held(args), edits: before.edits + 1 });
  return { ok: true, channel: args['channel'], ts };
}

function held(args: Fields) {
  const { channel, text, blocks, attachments = [], metadata } = args;
  return { channel, text, blocks, attachments, ...(metadata !== undefined && { metadata }) } as never as Omit<
    SlackMessageHeld,
    'ts' | 'edits'
  >;
}

function formTrouble(world: World, { text, blocks, attachments = [], metadata }: Fields): string | undefined {
  const bodies = (attachments as { readonly blocks: readonly unknown[] }[]).map((one) => one.blocks);
  const all = [...(blocks as readonly unknown[]), ...bodies.flat()];
  const faults = [
    ...faultsIn(all, 50),
    ...(typeof text === 'string' && text !== '' && text.length <= 4000 ? [] : ['the text is missing or too long']),
    ...(/[<>]/.test(String(text)) ? ['the text is not escaped'] : []),
  ];
  world.faults.push(...faults);
  if (faults.length > 0) return 'invalid_blocks';
  const { event_type, event_payload } = (metadata ?? {}) as { event_type?: string; event_payload?: unknown };
  return event_type !== undefined && typeof event_payload !== 'object' ? 'invalid_metadata_format' : undefined;
}

function history(world: World, args: Fields): object {
  return page(world, args, ({ thread }) => thread === undefined);
}

function replies(world: World, args: Fields): object {
  const ts = String(args['ts']);
  if (!world.messages.has(ts)) return refusal('thread_not_found');
  return page(world, args, (message) => message.thread === ts || message.ts === ts);
}

function page(world: World, args: Fields, wanted: (message: SlackMessageHeld) => boolean): object {
  const trouble = channelTrouble(world, args['channel']);
  if (trouble !== undefined) return refusal(trouble);
  const newestFirst = [...world.messages.values()]
    .filter((message) => message.channel === args['channel'] && wanted(message))
    .filter(({ ts }) => Number(ts) >= Number(args['oldest'] ?? 0))
    .toReversed();
  const from = Number(args['cursor'] ?? 0);
  const limit = Number(args['limit'] ?? 100);
  const some = newestFirst.slice(from, from + limit);
  const more = newestFirst.length > from + limit;
  // Slack shows metadata only to who asks for it.
  const messages = some.map(({ metadata, ...message }) =>
    args['include_all_metadata'] === 'true' && metadata ? { ...message, metadata } : message,
  );
  const next_cursor = more ? String(from + limit) : '';
  return { ok: true, messages, has_more: more, response_metadata: { next_cursor } };
}

function openView(world: World, { trigger_id, view }: Fields): object {
  const trigger = world.triggers.get(String(trigger_id));
  if (!trigger) return refusal('invalid_trigger_id');
  if (trigger.used) return refusal('exchanged_trigger_id');
  if (Date.now() > trigger.at + 3_000) return refusal('expired_trigger_id');
  const faults = viewFaults(view as never);
  world.faults.push(...faults);
  if (faults.length > 0) return { ...refusal('invalid_arguments'), response_metadata: { messages: faults } };
  trigger.used = true;
  const id = `V${world.views.length + 1}`;
  world.views.push({ id, view: view as OpenView['view'] });
  return { ok: true, view: { ...(view as object), id } };
}

function updateView(world: World, { view_id, view }: Fields): object {
  const at = world.views.findIndex(({ id }) => id === view_id);
  if (at === -1) return refusal('not_found');
  world.faults.push(...viewFaults(view as never));
  world.views[at] = { id: String(view_id), view: view as OpenView['view'] };
  return { ok: true, view };
}
