import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIEmbed,
  type APIEmbedField,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { plural } from '../../../domain/wording.js';
import { BUTTON_LABEL, type Button, type Card } from './card.js';
import { clickOf, nameOf } from './discord-names.js';
import { escaped } from './discord-text.js';

/** What Discord takes of one message. */
export const LIMITS = {
  ...{ title: 256, description: 4096, fields: 25, fieldName: 256, fieldValue: 1024, footer: 2048 },
  ...{ embedChars: 6000, rows: 5, buttonsARow: 5, label: 80 },
} as const;

const TEXT_MOST = 2000;
const FACT_MOST = 400;
const CHANGE_MOST = 500;
/** Room for the sentence that says what is missing. */
const REST_ROOM = 100;

export type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;
export interface DiscordMessage {
  readonly embeds: APIEmbed[];
  readonly components: Row[];
}

const COLOURS: Readonly<Record<Card['tone'], number>> = {
  asks: 0xe0_9b_2d,
  good: 0x2e_9e_5b,
  bad: 0xd0_44_3e,
  over: 0x80_84_8e,
};
const STYLES: Readonly<Record<Button['does'], APIButtonComponentWithCustomId['style']>> = {
  approve: ButtonStyle.Success,
  reject: ButtonStyle.Danger,
  'request-changes': ButtonStyle.Secondary,
  details: ButtonStyle.Secondary,
  undo: ButtonStyle.Secondary,
};

/** A card within the limits of Discord. The key stands in the footer, where the message is found by it. */
export function discordMessage(card: Card, key: string): DiscordMessage {
  return { embeds: [embedOf(card, footerOf(key))], components: rowsOf(card.buttons.map(buttonOf)) };
}

export function embedOf(card: Card, footer = ''): APIEmbed {
  const head = {
    title: escaped(card.title, LIMITS.title),
    description: textOf(card.text, card.link, TEXT_MOST),
    color: COLOURS[card.tone],
  };
  const left = LIMITS.embedChars - head.title.length - head.description.length - footer.length;
  return { ...head, fields: fieldsOf(card, left), ...(footer !== '' && { footer: { text: footer } }) };
}

export function footerOf(key: string): string {
  return `reeve ${key}`.slice(0, LIMITS.footer);
}

/** Line by line, and a link only to what the card itself says: none is made of words. */
export function textOf(text: string, link: string | undefined, most: number): string {
  const onward = linkOf(link);
  let room = most - onward.length - 2;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (room < 1) return `${lines.join('\n')}\n…${onward}`;
    const shown = escaped(line, room);
    room -= shown.length + 1;
    lines.push(shown);
  }
  return lines.join('\n') + onward;
}

/** As markup and not as the title's address: Discord refuses a whole message whose address has a host without a dot. */
function linkOf(link: string | undefined): string {
  const sound = link !== undefined && /^https?:\/\/[^\s<>()\\]+$/.test(link) && link.length <= 1000;
  return sound ? `\n[Open it in the console](${link})` : '';
}

function fieldsOf({ facts, changes }: Card, left: number): APIEmbedField[] {
  const shown = changes.map(({ path, before, after }) => `${path}: ${before} → ${after}`);
  const wanted = [
    ...facts.map(([name, value]) => field(name, value, { most: FACT_MOST, inline: true })),
    ...shown.map((line, index) => field(index === 0 ? 'What changes' : '\u200b', line, { most: CHANGE_MOST })),
  ];
  const fields: APIEmbedField[] = [];
  let room = left - REST_ROOM;
  for (const one of wanted) {
    room -= one.name.length + one.value.length;
    if (room < 0 || fields.length === LIMITS.fields - 1) break;
    fields.push(one);
  }
  const missing = wanted.length - fields.length;
  if (missing === 0) return fields;
  return [...fields, field('And more', `${plural(missing, 'line')} left out here`, { most: REST_ROOM })];
}

/** Discord refuses a field without a name or a value. */
function field(
  name: string,
  value: string,
  { most, inline = false }: { readonly most: number; readonly inline?: boolean },
): APIEmbedField {
  return { name: name === '\u200b' ? name : escaped(name, 100) || '–', value: escaped(value, most) || '–', inline };
}

function buttonOf(button: Button): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: STYLES[button.does],
    label: BUTTON_LABEL[button.does],
    custom_id: nameOf(clickOf(button)),
  };
}

export function rowsOf(buttons: readonly APIButtonComponentWithCustomId[]): Row[] {
  const shown = buttons.slice(0, LIMITS.rows * LIMITS.buttonsARow);
  const starts = shown.map((_, at) => at).filter((at) => at % LIMITS.buttonsARow === 0);
  return starts.map((at) => ({
    type: ComponentType.ActionRow,
    components: shown.slice(at, at + LIMITS.buttonsARow),
  }));
}
