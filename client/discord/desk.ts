import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { DiscordMessage } from '../../activities/notify/render/discord.js';
import { saidReply } from '../../activities/notify/render/discord-replies.js';
import { type Caller, type Reeve, sentence } from '../reeve.js';

type Trace = Readonly<Record<string, string>>;

/** What the door for Discord is made of. */
export interface Desk {
  readonly reeve: Reeve;
  /** The account whose people press here. */
  readonly account: string;
  /** Of the application, in hex. */
  readonly publicKey: string;
  readonly apiUrl: string;
  /** Turns a path of the console into an address that people can open. */
  readonly links: (path: string) => string | undefined;
  readonly trace: () => Trace;
  /** What can be told of an error, as every door tells it; what can't stays in the log. */
  readonly sayWhy: (error: unknown) => string | undefined;
  readonly log: {
    readonly warn: (facts: object, text: string) => void;
    readonly error: (facts: object, text: string) => void;
  };
  readonly now?: () => number;
  /** How long a click is waited for before Discord is asked for patience. */
  readonly patienceMs?: number;
}

/** Who said it: somebody of the account, and the name of their Discord user. */
export interface Visitor {
  readonly caller: Caller;
  readonly user: string;
  /** Of the interaction: said twice under one id it was said once. */
  readonly id: string;
}

/** Seen by one person: a message of its own, one in place of the message that was pressed, or a window with fields. */
export type Reply =
  | { readonly as: 'new' | 'instead'; readonly message: DiscordMessage }
  | { readonly as: 'window'; readonly modal: APIModalInteractionResponseCallbackData };

export function say(text: string, link?: string): Reply {
  return { as: 'new', message: saidReply(sentence(text), link) };
}

export function sayInstead(text: string): Reply {
  return { as: 'instead', message: saidReply(sentence(text)) };
}

export function whyUnlinked(user: string): string {
  return `your Discord account is linked to nobody in Reeve, so nothing was done: ask an admin to run "reeve people link PERSON discord ${user}" with your name in Reeve for PERSON`;
}

/** What people give as their reason; undefined where it is none, or can't be kept. */
export function reasonIn(fields: Readonly<Record<string, string>>, most: number): string | undefined {
  const reason = fields['reason']?.trim() ?? '';
  const sound = reason !== '' && reason.length <= most && reason.isWellFormed() && !reason.includes('\0');
  return sound ? reason : undefined;
}
