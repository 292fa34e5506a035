import { type Button, BUTTON_LABEL, type Card, type Change } from './card.js';
import {
  type Block,
  bounded,
  fields,
  header,
  literal,
  paragraphs,
  plain,
  section,
  SLACK_MOST,
} from './slack-blocks.js';

export interface SlackMessage {
  /** What a notification shows, and a reader for the blind. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The body, with the colour of its tone at the side. */
  readonly attachments: readonly { readonly color: string; readonly blocks: readonly Block[] }[];
}

const COLOURS: Readonly<Record<Card['tone'], string>> = {
  asks: '#b7791f',
  good: '#2f855a',
  bad: '#c53030',
  over: '#718096',
};
const CHANGES_MOST = 20;
const FACTS_MOST = 30;

/** A card in Slack's words: only texts that Slack shows as they are. */
export function slackMessage(card: Card): SlackMessage {
  const { tone, title, text, facts, changes } = card;
  const buttons = buttonRow(card.buttons, card.link);
  const body = bounded(
    [
      ...(text.trim() === '' ? [] : [section(text)]),
      ...fields(facts.slice(0, FACTS_MOST)),
      ...paragraphs(changeLines(changes)),
    ],
    SLACK_MOST.messageBlocks - 2,
  );
  const blocks = buttons ? [...body, buttons] : body;
  return {
    text: literal(text.trim() === '' ? title : `${title}\n${text}`, SLACK_MOST.text),
    blocks: [header(title)],
    attachments: blocks.length === 0 ? [] : [{ color: COLOURS[tone], blocks }],
  };
}

/** Each field before and after, and how many are not shown. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  const lines = changes.slice(0, CHANGES_MOST).map(({ path, before, after }) => `${path}: ${before} → ${after}`);
  const rest = changes.length - lines.length;
  return rest > 0 ? [...lines, `… and ${rest} more`] : lines;
}

/** The buttons with their ids, and the way to the console. */
export function buttonRow(buttons: readonly Button[], link?: string): Block | undefined {
  const elements = buttons.map((button, at) => ({
    type: 'button',
    action_id: actionId(button, buttons.slice(0, at)),
    text: plain(BUTTON_LABEL[button.does], SLACK_MOST.button),
    value: JSON.stringify(button).slice(0, SLACK_MOST.value),
    ...(button.does === 'approve' && { style: 'primary' }),
    ...(button.does === 'reject' && { style: 'danger' }),
  }));
  const open = opening(link);
  const all = [...elements, ...(open ? [open] : [])];
  return all.length === 0 ? undefined : { type: 'actions', elements: all.slice(0, 25) };
}

/** Slack wants each button of a row to have a name of its own. */
function actionId({ does }: Button, before: readonly Button[]): string {
  const same = before.filter((button) => button.does === does).length;
  return same === 0 ? `reeve:${does}` : `reeve:${does}:${same}`;
}

function opening(link: string | undefined): Block | undefined {
  if (link === undefined || link.length > SLACK_MOST.url || !/^https?:\/\//.test(link)) return undefined;
  return { type: 'button', action_id: 'reeve:open', text: plain('Open in Reeve', SLACK_MOST.button), url: link };
}
