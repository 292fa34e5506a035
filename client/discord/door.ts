import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type APIInteractionResponse, InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import type { DiscordMessage } from '../../activities/notify/render/discord.js';
import { clickNamed } from '../../activities/notify/render/discord-names.js';
import { command, stop } from './command.js';
import { type Desk, type Reply, say, sayInstead, whyUnlinked } from './desk.js';
import { followUp } from './follow-up.js';
import { type Heard, read } from './interaction.js';
import { press, sent } from './press.js';
import { rememberAnswers } from './replays.js';
import { isGenuine, publicKeyOf } from './signature.js';

export const INTERACTIONS_PATH = '/discord/interactions';
const BODY_BYTES_MAX = 256 * 1024;
/** Discord gives up after three seconds; the way there and back takes some of them. */
const PATIENCE_MS = 2_000;
/** What goes on behind Discord's back ends, too. */
const WORK_MS_MAX = 30_000;
const NO_MENTIONS = { parse: [] };

/** Clicks and commands from Discord, each signed by it. Who pressed is looked up anew each time. */
export function createDiscordDoor(desk: Desk): Hono {
  const app = new Hono();
  const key = publicKeyOf(desk.publicKey);
  const now = desk.now ?? Date.now;
  const answers = rememberAnswers<APIInteractionResponse>(now);
  const bounded = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: (c) => c.json({ error: `the body is over the limit of ${BODY_BYTES_MAX} bytes` }, 413),
  });
  app.post(INTERACTIONS_PATH, bounded, async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const signature = c.req.header('x-signature-ed25519');
    const timestamp = c.req.header('x-signature-timestamp');
    if (!isGenuine(key, { signature, timestamp, body }, now()))
      return c.json({ error: 'this is not signed by Discord for this application, or not now' }, 401);
    const heard = read(Buffer.from(body).toString('utf8'));
    if (heard === undefined) return c.json({ error: 'this is no interaction that Reeve knows' }, 400);
    if (heard === 'ping') return c.json({ type: InteractionResponseType.Pong }, 200);
    return c.json(await answers.once(heard.id, () => answer(desk, heard)), 200);
  });
  return app;
}

/** In time, whatever happens: with what it comes to, or with a promise that is kept later. */
async function answer(desk: Desk, heard: Heard): Promise<APIInteractionResponse> {
  const { patienceMs = PATIENCE_MS } = desk;
  const work = within(WORK_MS_MAX, attempt(desk, heard), () =>
    say('this takes longer than it may: look in the console whether it was done'),
  );
  const reply = await within(patienceMs, work, () => undefined);
  if (reply) return shown(reply);
  const late = lateAs(heard);
  // A window has to come at once or not at all; to open one does nothing yet.
  if (late === undefined) return shown(say('Reeve is slow right now and nothing was done: try again in a moment'));
  void keepPromise(desk, heard, work);
  return late;
}

async function keepPromise(desk: Desk, heard: Heard, work: Promise<Reply>): Promise<void> {
  try {
    await followUp(desk, heard, messageOf(await work));
  } catch (error) {
    desk.log.warn({ err: error, interaction: heard.id }, 'an answer did not reach Discord');
  }
}

async function attempt(desk: Desk, heard: Heard): Promise<Reply> {
  try {
    return await replyTo(desk, heard);
  } catch (error) {
    const because = desk.sayWhy(error);
    if (because === undefined)
      desk.log.error({ err: error, interaction: heard.id }, 'what was pressed at Discord failed');
    const text = because ?? `something broke on our side; the log has it under interaction ${heard.id}`;
    return isInstead(heard) ? sayInstead(text) : say(text);
  }
}

async function replyTo(desk: Desk, heard: Heard): Promise<Reply> {
  const { id, user, said } = heard;
  const caller = await desk.reeve.access.byIdentity(desk.account, 'discord', user);
  if (!caller) return isInstead(heard) ? sayInstead(whyUnlinked(user)) : say(whyUnlinked(user));
  const visitor = { caller, user, id };
  if (said.kind === 'command') return command(desk, visitor, said.name, said.options);
  const click = clickNamed(said.name);
  if (!click) return say('this button is not known any more: look in the console');
  const fields = said.kind === 'sent' ? said.fields : undefined;
  if (click.does === 'cancel') return sayInstead('nothing was done');
  if (click.does === 'freeze' || click.does === 'thaw')
    return fields ? stop(desk, visitor, click, fields) : say('type the command again');
  return fields ? sent(desk, visitor, click, fields) : press(desk, visitor, click);
}

/** The second step stands in a message of its own, which its answer takes the place of. */
function isInstead({ said }: Heard): boolean {
  const click = said.kind === 'pressed' ? clickNamed(said.name) : undefined;
  return click?.does === 'confirm' || click?.does === 'cancel';
}

function lateAs(heard: Heard): APIInteractionResponse | undefined {
  if (isInstead(heard)) return { type: InteractionResponseType.DeferredMessageUpdate };
  const { said } = heard;
  const opensWindow =
    (said.kind === 'command' && /^(?:freeze|thaw)$/.test(said.name)) ||
    (said.kind === 'pressed' && !/^(?:approve|details)$/.test(clickNamed(said.name)?.does ?? ''));
  if (opensWindow) return undefined;
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  };
}

function shown(reply: Reply): APIInteractionResponse {
  if (reply.as === 'window') return { type: InteractionResponseType.Modal, data: reply.modal };
  const data = { ...reply.message, allowed_mentions: NO_MENTIONS };
  return reply.as === 'instead'
    ? { type: InteractionResponseType.UpdateMessage, data }
    : { type: InteractionResponseType.ChannelMessageWithSource, data: { ...data, flags: MessageFlags.Ephemeral } };
}

/** A promise is only made where no window follows. */
function messageOf(reply: Reply): DiscordMessage {
  if (reply.as === 'window') throw new Error('a window can not come late');
  return reply.message;
}

function within<T, L>(ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout;
  const over = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms);
    timer.unref();
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
