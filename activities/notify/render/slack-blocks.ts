import { redact } from '../../../domain/redaction.js';

/** Slack's own bounds, in characters and pieces. What is over them is refused as a whole, so everything is cut before. */
export const SLACK_MOST = {
  text: 3000,
  header: 150,
  field: 500,
  fields: 10,
  button: 75,
  value: 2000,
  url: 3000,
  viewTitle: 24,
  metadata: 3000,
  messageBlocks: 50,
  viewBlocks: 100,
} as const;

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  /** Otherwise `:tada:` in somebody's words would become a picture. */
  readonly emoji: false;
}

export interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Far more than is ever shown, so that a secret at the end of what is shown is still seen as a whole. */
const READ_MOST = 20_000;
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Somebody's words as they are, within so many characters: nothing in them mentions, links or hides, and what looks like a
 * secret does not go to another's house. Slack counts what it is sent, so an escaped character counts as all that stands for
 * it, and none is cut in two.
 */
export function literal(text: string, most: number): string {
  let kept = '';
  let shorter = '';
  for (const character of redact(text.slice(0, READ_MOST).toWellFormed())) {
    const shown = ESCAPED[character] ?? visible(character);
    if (kept.length + shown.length > most) return `${shorter}…`;
    kept += shown;
    if (kept.length < most) shorter = kept;
  }
  return kept;
}

/** The characters that hide or reorder text are made visible, so that what is read is what is there. */
function visible(character: string): string {
  return /(?![\n\t])[\p{Cc}\p{Cf}]/u.test(character)
    ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
    : character;
}

/** Slack takes no text that is empty. */
export function plain(text: string, most: number = SLACK_MOST.text): PlainText {
  return { type: 'plain_text', text: literal(text.trim() === '' ? '–' : text, most), emoji: false };
}

export function header(text: string): Block {
  return { type: 'header', text: plain(text.replaceAll(/\s+/g, ' '), SLACK_MOST.header) };
}

export function section(text: string): Block {
  return { type: 'section', text: plain(text) };
}

export function fields(facts: readonly (readonly [name: string, value: string])[]): readonly Block[] {
  const groups: Block[] = [];
  for (let at = 0; at < facts.length; at += SLACK_MOST.fields) {
    const some = facts.slice(at, at + SLACK_MOST.fields);
    groups.push({
      type: 'section',
      fields: some.map(([name, value]) => plain(`${name}\n${value}`, SLACK_MOST.field)),
    });
  }
  return groups;
}

/** Lines in as few sections as hold them. */
export function paragraphs(lines: readonly string[]): readonly Block[] {
  const texts: string[] = [];
  let room = 0;
  for (const line of lines) {
    const size = literal(line, SLACK_MOST.text).length + 1;
    if (size <= room) texts[texts.length - 1] += `\n${line}`;
    else texts.push(line);
    room = (size <= room ? room : SLACK_MOST.text) - size;
  }
  return texts.map(section);
}

/** What does not fit any more is said to be missing, and where it stands. */
export function bounded(blocks: readonly Block[], most: number): readonly Block[] {
  if (blocks.length <= most) return blocks;
  return [...blocks.slice(0, most - 1), section('… there is more of it: the console and the CLI show all.')];
}
