import {
  type APIButtonComponentWithCustomId,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import { plural } from '../../../domain/wording.js';
import type { Card, Details } from './card.js';
import { type DiscordMessage, embedOf, LIMITS, rowsOf, textOf } from './discord.js';
import { type Click, nameOf } from './discord-names.js';
import { escaped, plain } from './discord-text.js';

export const REASON_FIELD = 'reason';
export const REASON_CHARS_MAX = 500;

/** What Discord takes of a window with fields. */
export const MODAL_LIMITS = { title: 45, label: 45, textDisplay: 4000, value: 4000 } as const;

const MUTED = 0x80_84_8e;
/** Room for the line that says what is missing. */
const REST_ROOM = 60;

/** A sentence or a few lines, for one person's eyes. */
export function saidReply(text: string, link?: string): DiscordMessage {
  return { embeds: [{ description: textOf(text, link, LIMITS.description), color: MUTED }], components: [] };
}

/** The whole of a question, as far as one message holds it. */
export function detailsReply({ title, sections }: Details, link?: string): DiscordMessage {
  const lines = sections.flatMap(({ heading, lines }) => [
    `**${escaped(heading, 100)}**`,
    ...lines.map((line) => `- ${escaped(line, 900)}`),
  ]);
  const onward = textOf('', link, LIMITS.description);
  let room = LIMITS.description - onward.length - REST_ROOM;
  const shown = lines.filter((line) => (room -= line.length + 1) >= 0);
  const missing = lines.length - shown.length;
  const rest = missing === 0 ? [] : [`${plural(missing, 'line')} left out here`];
  const description = [...shown, ...rest].join('\n') + onward;
  return { embeds: [{ title: escaped(title, LIMITS.title), description, color: MUTED }], components: [] };
}

/** The second step of a yes: what will be done, and two buttons that stand for this very plan and person. */
export function confirmReply(card: Card, confirm: Extract<Click, { readonly does: 'confirm' }>): DiscordMessage {
  return {
    embeds: [embedOf(card)],
    components: rowsOf([
      button(ButtonStyle.Success, 'Confirm', confirm),
      button(ButtonStyle.Secondary, 'Cancel', { does: 'cancel' }),
    ]),
  };
}

export interface Asking {
  readonly click: Click;
  readonly title: string;
  /** What will be done once it is sent. */
  readonly text: string;
  readonly placeholder: string;
  readonly reason?: string;
}

/** A window that takes a reason; sending it is the second step. */
export function reasonModal({
  click,
  title,
  text,
  placeholder,
  reason = '',
}: Asking): APIModalInteractionResponseCallbackData {
  return {
    custom_id: nameOf(click),
    title: plain(title, MODAL_LIMITS.title),
    components: [
      { type: ComponentType.TextDisplay, content: textOf(text, undefined, 1500) },
      {
        type: ComponentType.Label,
        label: 'Reason',
        component: {
          type: ComponentType.TextInput,
          custom_id: REASON_FIELD,
          style: TextInputStyle.Paragraph,
          required: true,
          min_length: 1,
          max_length: REASON_CHARS_MAX,
          placeholder: plain(placeholder, 100),
          ...(reason !== '' && { value: plain(reason, REASON_CHARS_MAX) }),
        },
      },
    ],
  };
}

function button(
  style: APIButtonComponentWithCustomId['style'],
  label: string,
  click: Click,
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style, label, custom_id: nameOf(click) };
}
