import type { App } from '@slack/bolt';
import { type Button, short } from '../../activities/notify/render/card.js';
import { buttonRow } from '../../activities/notify/render/slack.js';
import { type Block, section } from '../../activities/notify/render/slack-blocks.js';
import { askingView } from '../../activities/notify/render/slack-views.js';
import { lackingRole } from '../http/secured.js';
import { type Approval, type Caller, plural, type Role, sentence } from '../reeve.js';
import type { SlackDoor } from './door.js';
import { knownPresser, presserOf } from './presser.js';
import { openWindow, type Pressed } from './windows.js';
import { whisper, wordsFor } from './words.js';

export const FREEZE_CALLBACK = 'reeve:freeze';
export const THAW_CALLBACK = 'reeve:thaw';
const REQUESTS_SHOWN = 15;
const FREEZES_SHOWN = 40;

interface Typed {
  readonly door: SlackDoor;
  readonly caller: Caller;
  readonly pressed: Pressed;
  /** What stands after the word. */
  readonly rest: string;
}

interface Command {
  readonly role: Role;
  readonly about: string;
  readonly run: (typed: Typed) => Promise<unknown>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  status: { role: 'viewer', about: 'status: parts, workers, and what stops work now', run: status },
  approvals: { role: 'viewer', about: 'approvals: what waits for people', run: approvals },
  freeze: { role: 'operator', about: 'freeze REASON: nothing changes from now on; it asks again first', run: freeze },
  thaw: { role: 'operator', about: 'thaw: ends the freezes that are in force; it asks again first', run: thaw },
};

const HELP = [...Object.values(COMMANDS).map(({ about }) => `/reeve ${about}`), '/reeve help: this'];

export function takeCommands(app: App, door: SlackDoor): void {
  app.command(/^\/reeve\b/, async ({ ack, body, client, respond }) => {
    await ack();
    const pressed: Pressed = { client, trigger: body.trigger_id, respond };
    try {
      await obey(door, pressed, body);
    } catch (error) {
      await respond(whisper(wordsFor(door, error).text));
    }
  });
}

async function obey(door: SlackDoor, pressed: Pressed, body: { readonly text?: string }): Promise<unknown> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(body.text ?? '') ?? [];
  const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (!command) return pressed.respond(whisper(...helpAfter(word)));
  const known = await knownPresser(door, presserOf(body));
  const refusal = 'refusal' in known ? known.refusal : lackingRole(known.caller, command.role);
  if ('refusal' in known || refusal !== undefined) return pressed.respond(whisper(sentence(refusal ?? '')));
  return command.run({ door, caller: known.caller, pressed, rest });
}

function helpAfter(word: string): readonly string[] {
  const help = HELP.join('\n');
  return word === '' || word === 'help' ? [help] : [`There is no "/reeve ${short(word, 40)}".`, help];
}

async function status({ door: { reeve }, caller, pressed }: Typed): Promise<void> {
  const [standing, stops, open] = await Promise.all([
    reeve.standing.status(caller),
    reeve.leash.stops(caller),
    reeve.work.openApprovals(caller),
  ]);
  const parts = standing.parts.map(({ name, ready, detail }) => `${ready ? 'ready' : 'NOT READY'}  ${name}: ${detail}`);
  const stopped = [
    ...(stops.killSwitch ? [`The kill switch is on: ${short(stops.killSwitch.reason)}`] : []),
    ...stops.freezes.slice(0, FREEZES_SHOWN).map(({ reason, by }) => `A freeze by ${by}: ${short(reason)}`),
  ];
  await pressed.respond(
    whisper(
      `Reeve ${standing.version} is ${standing.ready ? 'ready' : 'not ready'}.`,
      parts.join('\n'),
      stopped.length === 0 ? 'Nothing stops work.' : stopped.join('\n'),
      `${plural(open, 'request')} ${open === 1 ? 'waits' : 'wait'} for people.`,
    ),
  );
}

async function approvals({ door: { reeve }, caller, pressed }: Typed): Promise<void> {
  const open = await reeve.work.approvals(caller);
  const shown = open.slice(0, REQUESTS_SHOWN);
  const more = open.length - shown.length;
  const first =
    open.length === 0
      ? 'Nothing waits for people.'
      : `${plural(open.length, 'request')} ${open.length === 1 ? 'waits' : 'wait'} for people.`;
  const words = whisper(more > 0 ? `${first} The most urgent ${shown.length} are here.` : first);
  await pressed.respond({ ...words, blocks: [...words.blocks, ...shown.flatMap(requestBlocks)] });
}

function requestBlocks(found: Approval): readonly Block[] {
  const { id: request, planHash, action, target, proposer, summary } = found;
  const minutes = Math.ceil(found.leftMs / 60_000);
  const buttons: readonly Button[] = [
    ...(['approve', 'reject'] as const)
      .filter((word) => found.may.includes(word))
      .map((does) => ({ does, request, planHash })),
    { does: 'details', request },
  ];
  const row = buttonRow(buttons);
  const text = `${short(summary)}\n${action} at ${target}, by ${proposer}; ${plural(minutes, 'minute')} left`;
  return [section(text), ...(row ? [row] : [])];
}

async function freeze({ door, pressed, rest }: Typed): Promise<void> {
  const view = askingView({
    ...{ callback: FREEZE_CALLBACK, title: 'Freeze?', submit: 'Freeze', lines: [], about: {} },
    text: 'Nothing may change from now on, work that runs included, until somebody thaws it.',
    reason: { required: true, given: rest.trim(), charsMax: 500 },
  });
  await openWindow(door, pressed, view);
}

async function thaw({ door, caller, pressed, rest }: Typed): Promise<void> {
  const { freezes } = await door.reeve.leash.stops(caller);
  const shown = freezes.slice(0, FREEZES_SHOWN);
  if (shown.length === 0) return void (await pressed.respond(whisper('No freeze is in force.')));
  const view = askingView({
    ...{ callback: THAW_CALLBACK, title: 'Thaw?', submit: 'Thaw' },
    text: `Work may go on again. ${plural(shown.length, 'freeze')} will end:`,
    lines: shown.map(({ reason, by }) => `${by}: ${short(reason)}`),
    reason: { required: true, given: rest.trim(), charsMax: 500 },
    about: { freezes: shown.map(({ id }) => id) },
  });
  await openWindow(door, pressed, view);
}
