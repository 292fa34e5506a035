import type { Details } from './card.js';
import { type Block, bounded, header, literal, paragraphs, plain, section, SLACK_MOST } from './slack-blocks.js';

/** A window over the chat. */
export interface SlackView {
  readonly type: 'modal';
  readonly title: unknown;
  readonly blocks: readonly Block[];
  readonly [field: string]: unknown;
}

/** The block and the field that hold the reason: errors are shown beside the block. */
export const REASON = { block: 'reason', field: 'reason' } as const;
export const REASON_CHARS_MAX = 1000;

/** The second step of everything that a chat may do: what it is, why it is done, and one button that does it. */
export interface Asking {
  /** The name that comes back with what was typed. */
  readonly callback: string;
  readonly title: string;
  readonly submit: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly reason: { readonly required: boolean; readonly given?: string; readonly charsMax?: number };
  /** Ids alone; it comes back as it was sent. */
  readonly about: Readonly<Record<string, string | readonly string[]>>;
}

export function askingView({ callback, title, submit, text, lines, reason, about }: Asking): SlackView {
  return {
    ...frame(title, 'Cancel'),
    callback_id: callback,
    private_metadata: JSON.stringify(about).slice(0, SLACK_MOST.metadata),
    submit: plain(submit, SLACK_MOST.viewTitle),
    blocks: [...bounded([section(text), ...paragraphs(lines)], SLACK_MOST.viewBlocks - 1), reasonInput(reason)],
  };
}

/** Words and nothing to press: a refusal, or how it went. */
export function sayingView(title: string, text: string): SlackView {
  return { ...frame(title, 'Close'), blocks: [section(text)] };
}

export function detailsView({ title, sections }: Details): SlackView {
  const blocks = sections.flatMap(({ heading, lines }) => [header(heading), ...paragraphs(lines)]);
  return { ...frame('Details', 'Close'), blocks: bounded([section(title), ...blocks], SLACK_MOST.viewBlocks) };
}

function frame(title: string, close: string) {
  return {
    type: 'modal',
    title: plain(title, SLACK_MOST.viewTitle),
    close: plain(close, SLACK_MOST.viewTitle),
  } as const;
}

function reasonInput({ required, given, charsMax = REASON_CHARS_MAX }: Asking['reason']): Block {
  return {
    type: 'input',
    block_id: REASON.block,
    optional: !required,
    label: plain(required ? 'Reason' : 'Reason (may be left out)'),
    element: {
      type: 'plain_text_input',
      action_id: REASON.field,
      multiline: true,
      max_length: charsMax,
      ...(given !== undefined && given !== '' && { initial_value: given.slice(0, charsMax) }),
    },
  };
}

/** An error beside the field is a sentence and no more. */
export function fieldError(text: string): string {
  return literal(text, 300);
}
