import { literal, section, SLACK_MOST } from '../../activities/notify/render/slack-blocks.js';
import { troubleOf } from '../http/problems.js';
import { sentence } from '../reeve.js';
import type { SlackDoor } from './door.js';

/** Words for the one who pressed alone, shown as they are. */
export function whisper(...paragraphs: readonly string[]) {
  return {
    response_type: 'ephemeral',
    replace_original: false,
    text: literal(paragraphs.join('\n'), SLACK_MOST.text),
    blocks: paragraphs.map(section),
  } as const;
}

/** The same sentence for the same trouble as at every other door; what can't be said of it stays in the log. */
export function wordsFor({ log }: Pick<SlackDoor, 'log'>, err: unknown): { text: string; again: boolean } {
  const trouble = troubleOf(err);
  if (trouble && trouble.status < 500) return { text: sentence(trouble.detail), again: false };
  log.error({ err }, 'something that was asked in Slack failed');
  return {
    text: sentence(trouble?.detail ?? 'something broke on our side, and the log has it: try again in a moment'),
    again: true,
  };
}

/** What lies at the bottom of a call that failed: the library wraps it, and only this says something to people. */
export function causeOf(error: unknown): string {
  const { cause, code, message } = (error ?? {}) as { cause?: unknown; code?: unknown; message?: unknown };
  if (typeof cause === 'object' && cause !== null) return causeOf(cause);
  const words = typeof message === 'string' && message !== '' ? message : 'the line broke';
  return typeof code === 'string' && code.startsWith('E') && !words.includes(code) ? `${code}: ${words}` : words;
}
