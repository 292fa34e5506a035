/** What a chat shows, before any chat's own words for it. All text in it is hostile: whoever draws it escapes it. */
export interface Card {
  readonly tone: 'asks' | 'good' | 'bad' | 'over';
  readonly title: string;
  /** A sentence or two. */
  readonly text: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly changes: readonly Change[];
  /** Where the whole of it stands in the console; absent where nobody said which address people use. */
  readonly link?: string;
  readonly buttons: readonly Button[];
}

/** One touched field, as people read it. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A button says what it is about, and nothing of who may press it: the door asks for that each time. */
export type Button =
  | { readonly does: 'approve' | 'reject' | 'request-changes'; readonly request: string; readonly planHash: string }
  | { readonly does: 'details'; readonly request: string }
  | { readonly does: 'undo'; readonly intervention: string };

/** The whole of a question, for who presses Details. */
export interface Details {
  readonly title: string;
  readonly sections: readonly { readonly heading: string; readonly lines: readonly string[] }[];
}

export const BUTTON_LABEL: Readonly<Record<Button['does'], string>> = {
  approve: 'Approve',
  reject: 'Reject',
  'request-changes': 'Request changes',
  details: 'Details',
  undo: 'Undo',
};

const SHORT = 200;

/** One line, not too long, with an ellipsis where something is missing. */
export function short(text: string, most = SHORT): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** Said to who is about to say yes to more than a chat shows. */
export const NOT_ALL =
  'Not all of it fits here: read the whole of it in the console or with the CLI before you say yes.';

/** Whether something is missing at its end. */
export function isCut(text: string): boolean {
  return text.endsWith('…');
}
