import { createHash } from 'node:crypto';
import type { Button } from './card.js';

/** The most that Discord takes of the name of a button or a window. */
export const NAME_CHARS_MAX = 100;
const SUBJECT_CHARS_MAX = 45;
const PLAN_DIGITS = 32;
const DIGEST_CHARS = 30;

/**
 * What a click says. `subject` is the id of a request or the key of an intervention; one that is too long for Discord is named
 * by its digest behind a `~`, which no id begins with, and whoever hears it looks for the row that has it. `plan` is the first
 * half of the plan's hash. All of it says which row is meant, and nothing of what that row says.
 */
export type Click =
  | OnPlan<'approve'>
  | OnPlan<'reject'>
  | OnPlan<'request-changes'>
  /** `person` is whom the question was put to a second time, as `personOf` names a Discord user. */
  | (OnPlan<'confirm'> & { readonly person: string })
  | { readonly does: 'details'; readonly subject: string }
  | { readonly does: 'undo'; readonly subject: string }
  | { readonly does: 'freeze' }
  /** `freezes` is a digest of those that were shown: when others are in force, the person has to look again. */
  | { readonly does: 'thaw'; readonly freezes: string }
  | { readonly does: 'cancel' };

interface OnPlan<Does> {
  readonly does: Does;
  readonly plan: string;
  readonly subject: string;
}

const FORMS = [
  /^(?<does>approve|reject|request-changes)\/(?<plan>[0-9a-f]{32})\/(?<subject>[\w.:~-]{1,45})$/,
  /^(?<does>confirm)\/(?<person>[0-9a-z]{1,13})\/(?<plan>[0-9a-f]{32})\/(?<subject>[\w.:~-]{1,45})$/,
  /^(?<does>details|undo)\/(?<subject>[\w.:~-]{1,45})$/,
  /^(?<does>thaw)\/(?<freezes>[\w-]{30})$/,
  /^(?<does>freeze|cancel)$/,
];

export function nameOf(click: Click): string {
  const { does, person, plan, subject, freezes } = click as { does: string } & Readonly<Record<string, string>>;
  return [does, person, plan, subject, freezes].filter((part) => part !== undefined).join('/');
}

export function clickNamed(name: string): Click | undefined {
  const parts = FORMS.map((form) => form.exec(name)?.groups).find((found) => found !== undefined);
  return parts && ({ ...parts } as unknown as Click);
}

export function clickOf(button: Button): Click {
  if (button.does === 'undo') return { does: 'undo', subject: subjectOf(button.intervention) };
  if (button.does === 'details') return { does: 'details', subject: subjectOf(button.request) };
  return { does: button.does, plan: planOf(button.planHash), subject: subjectOf(button.request) };
}

export function subjectOf(id: string): string {
  return id.length <= SUBJECT_CHARS_MAX ? id : `~${digestOf(id)}`;
}

/** The digest that stands for an id that is too long, and from which length on; undefined where it is the id itself. */
export function digestIn(subject: string): { readonly digest: string; readonly longerThan: number } | undefined {
  return subject.startsWith('~') ? { digest: subject.slice(1), longerThan: SUBJECT_CHARS_MAX } : undefined;
}

/** 180 bits: nobody makes two ids that share them. */
function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, DIGEST_CHARS);
}

export function freezesOf(ids: readonly string[]): string {
  return digestOf(ids.toSorted().join('\n'));
}

/** A Discord user, in as few signs as the name of a button has left. */
export function personOf(user: string): string {
  return BigInt(user).toString(36);
}

export function planOf(planHash: string): string {
  return planHash.slice(0, PLAN_DIGITS);
}
