import { REASON_CHARS_MAX } from '../../http/fields.js';
import type { Child } from 'hono/jsx';
import type { Kept } from '../setting-act.js';
import { type Filled, filled, TextField } from './fields.js';
import { ActForm, Asked } from './forms.js';
import { sentence, visible } from './text.js';

/** What the forms of a page share. */
export interface Settings {
  readonly csrf: string;
  /** The page that they stand on. */
  readonly page: string;
  readonly kept?: Kept;
}

/**
 * Asks for what is to be set, and why. Where it was refused it stands open again with what was typed, which needs no script:
 * it is drawn over the page instead of waiting to be opened.
 */
export function Setting(props: {
  readonly id: string;
  readonly word: string;
  readonly label: string;
  readonly tone?: 'danger';
  readonly look?: 'plain';
  readonly settings: Settings;
  /** The last part of the path that it is sent to. */
  readonly act: string;
  /** What it will mean. */
  readonly means: string;
  readonly button: string;
  /** What it is about, where that is not asked. */
  readonly about?: Readonly<Record<string, string | undefined>>;
  readonly children?: (of: Filled) => Child;
}) {
  const { id, word, label, tone, look, settings, act, means, button, about = {}, children } = props;
  const { csrf, page } = settings;
  const kept = settings.kept?.asked === id ? settings.kept : undefined;
  const of = filled(id, kept?.sent, kept?.refusal?.errors);
  return (
    <Asked {...{ id, word, label, ...(tone && { tone }), ...(look && { look }), ...(kept && { leave: page }) }}>
      {kept?.refusal && <p class="fault">{visible(sentence(kept.refusal.detail))}</p>}
      <ActForm action={`${page}/${act}`} csrf={csrf}>
        <input type="hidden" name="asked" value={id} />
        {Object.entries(about).map(
          ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
        )}
        <p>{means}</p>
        {children?.(of)}
        <TextField {...{ of, name: 'reason', label: 'Reason', charsMax: REASON_CHARS_MAX, lines: 3, required: true }} />
        <button type="submit" class={tone ?? 'main'}>
          {button}
        </button>
      </ActForm>
    </Asked>
  );
}

/** A link that opens a form of the page with its fields filled in: a row needs no form of its own. */
export function Opener(props: {
  readonly page: string;
  readonly asked: string;
  readonly word: string;
  readonly label: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}) {
  const { page, asked, word, label, fields } = props;
  const said = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query = new URLSearchParams([['asked', asked], ...said]).toString();
  return (
    <a class="opener" href={`${page}?${query}`} aria-label={label}>
      {word}
    </a>
  );
}
