import type { Chat } from '../../domain/route.js';
import type { Card } from './render/card.js';

/** Where something is said: a channel, and in it the message that this one answers. */
export interface Place {
  readonly channel: string;
  readonly under?: string;
}

/**
 * What became of saying it. `later`: the provider asks to wait, or is not well. `refused`: for what it is, so that the same
 * again will hardly be taken. `gone`: the message that should be edited was removed by somebody.
 */
export type Said =
  | { readonly state: 'said'; readonly ref: string }
  | { readonly state: 'later'; readonly afterMs?: number; readonly because: string }
  | { readonly state: 'refused'; readonly because: string }
  | { readonly state: 'gone' };

/**
 * A chat that messages are posted to. A promise that rejects leaves open whether it was said: then `find` is asked before
 * it is said again. Each answers or rejects within ten seconds, `find` within twenty. The key stands in the message where the chat can hold one, so that it is found there.
 */
export interface Surface {
  readonly post: (place: Place, key: string, card: Card) => Promise<Said>;
  /** `ref` is what `post` answered. */
  readonly edit: (channel: string, ref: string, card: Card, key: string) => Promise<Said>;
  /** The message that bears the key, no older than this time in ms. */
  readonly find: (place: Place, key: string, since: number) => Promise<string | undefined>;
}

/** A chat belongs to one account: nobody else's words go there. Without one it is nobody's house, as in a dry run. */
export interface House {
  readonly surface: Surface;
  readonly account?: string;
}
export type Surfaces = Readonly<Partial<Record<Chat, House>>>;
