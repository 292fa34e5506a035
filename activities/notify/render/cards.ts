import type { Json } from '../../../domain/canonical-json.js';
import { redact } from '../../../domain/redaction.js';
import { isSecretKey, redacted } from '../../../domain/secret-names.js';
import { plural } from '../../../domain/wording.js';
import type { Asked } from '../../store/read/approvals.js';
import { type Button, type Card, type Change, type Details, short } from './card.js';

const CHANGES_MAX = 8;
const REASONS_MAX = 3;

/** Turns a path of the console into an address that people can open; absent where nobody said which one they use. */
export type Links = (path: string) => string | undefined;

/** A question to people, as it stands: open with its buttons, or what became of it. */
export function requestCard(asked: Asked, links: Links): Card {
  const open = asked.state === 'open';
  return told(
    {
      tone: open ? 'asks' : asked.outcome === undefined ? 'over' : toneOf(asked.outcome),
      title: open ? `May it? ${asked.summary}` : asked.summary,
      text: open ? reasonsOf(asked) : becameOf(asked),
      facts: factsOf(asked),
      changes: open ? asked.effects.slice(0, CHANGES_MAX).map(changeOf) : [],
      buttons: open ? buttonsOf(asked) : [],
    },
    links(`/console/approvals/${encodeURIComponent(asked.id)}`),
  );
}

/** Said anew in its own message, since an edited one rings nowhere. */
export function reminderCard(asked: Asked, links: Links): Card {
  return told(
    {
      tone: 'asks',
      title: `Still waits: ${asked.summary}`,
      text: `${untilOf(asked)} Nothing happens until somebody answers.`,
      facts: [],
      changes: [],
      buttons: [{ does: 'details', request: asked.id }],
    },
    links(`/console/approvals/${encodeURIComponent(asked.id)}`),
  );
}

export interface NoticeView {
  readonly kind: 'acted' | 'trouble' | 'task';
  readonly intervention: string;
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly summary: string;
  readonly outcome?: string;
  readonly because: string;
  /** Whether what was done can be put back by the press of a button. */
  readonly undoable: boolean;
  /** Who puts it back, or has. */
  readonly undoneBy?: string;
}

const LIST_MAX = 12;

/** What was done and what came of it; many of one kind in one message. */
export function noticeCard(notices: readonly NoticeView[], count: number, links: Links): Card {
  const [first] = notices;
  if (!first) throw new Error('a notice without anything to tell');
  return count === 1 ? singleNotice(first, links) : rolledNotice(notices, count, links);
}

function singleNotice(notice: NoticeView, links: Links): Card {
  const { kind, intervention, outcome = '', because } = notice;
  const wantsHands = kind !== 'acted';
  return told(
    {
      tone: wantsHands ? 'bad' : toneOf(outcome),
      title: wantsHands ? `Needs a person: ${notice.summary}` : `${DONE[outcome] ?? outcome}: ${notice.summary}`,
      text: notice.undoneBy === undefined ? because : `${because} ${notice.undoneBy} puts it back.`,
      facts: [
        ['Action', notice.action],
        ['Target', notice.target],
        ['Proposed by', notice.proposer],
      ],
      changes: [],
      buttons: notice.undoable ? [{ does: 'undo', intervention }] : [],
    },
    links(`/console/interventions/${encodeURIComponent(intervention)}`),
  );
}

function rolledNotice(notices: readonly NoticeView[], count: number, links: Links): Card {
  const [{ outcome = '', action, proposer } = NOBODY] = notices;
  const lines = notices.slice(0, LIST_MAX).map(({ target, because }) => `${target}: ${short(because, 120)}`);
  const more = count > lines.length ? [`and ${count - lines.length} more`] : [];
  return told(
    {
      tone: toneOf(outcome),
      title: `${DONE[outcome] ?? outcome}: ${action}, ${plural(count, 'time')}`,
      text: [...lines, ...more].join('\n'),
      facts: [['Proposed by', proposer]],
      changes: [],
      buttons: [],
    },
    links('/console/notices'),
  );
}

const NOBODY: NoticeView = {
  ...{
    kind: 'acted',
    intervention: '',
    action: '',
    target: '',
    proposer: '',
    summary: '',
    because: '',
    undoable: false,
  },
};

/** Said when a route is tried out. */
export function helloCard(links: Links): Card {
  return told(
    {
      tone: 'good',
      title: 'Reeve reaches this channel',
      text: 'Somebody tried out a route to here. Requests and notices that it names will appear like this.',
      ...{ facts: [], changes: [], buttons: [] },
    },
    links('/console'),
  );
}

/** The whole of a question: the diff, the rules that spoke and what it touches. */
export function detailsOf(asked: Asked): Details {
  const lines = {
    'What changes': asked.effects.map(changeOf).map(({ path, before, after }) => `${path}: ${before} → ${after}`),
    'Why it asks': asked.rules.map(({ because, remedy }) => `${because}. Silent if: ${remedy}`),
    'What it touches': [`${blastOf(asked)}; ${asked.undoable ? 'it can be put back' : 'it can not be put back'}`],
    Parameters: Object.entries(asked.parameters).map(([name, value]) => `${name}: ${valueOf(name, value)}`),
    'Answers until now': asked.said.map(
      ({ person, says, reason }) => `${person}: ${says}${reason ? ` (${reason})` : ''}`,
    ),
    Plan: [asked.planHash],
  };
  return {
    title: short(redact(asked.summary)),
    sections: Object.entries(lines)
      .filter(([, one]) => one.length > 0)
      .map(([heading, one]) => ({ heading, lines: one.map((line) => short(redact(line), 500)) })),
  };
}

function buttonsOf({ id: request, planHash, chat }: Asked): readonly Button[] {
  const yes: readonly Button[] = chat ? [{ does: 'approve', request, planHash }] : [];
  return [
    ...yes,
    { does: 'reject', request, planHash },
    { does: 'request-changes', request, planHash },
    { does: 'details', request },
  ];
}

function reasonsOf({ rules, chat }: Asked): string {
  const reasons = rules.slice(0, REASONS_MAX).map(({ because }) => because);
  const more = rules.length > REASONS_MAX ? [`and ${rules.length - REASONS_MAX} more`] : [];
  const where = chat ? '' : ' A button is not enough for this one: approve it in the console or with the CLI.';
  return `It asks because ${[...reasons, ...more].join('; ')}.${where}`;
}

const CLOSED: Readonly<Record<string, string>> = {
  approved: 'People said yes.',
  rejected: 'Rejected.',
  'changes-requested': 'Changes were asked for.',
  expired: 'Nobody answered in time.',
  withdrawn: 'It was withdrawn.',
};

function becameOf({ state, said, outcome, because }: Asked): string {
  const reasons = said.filter(({ reason }) => reason).map(({ person, reason }) => `${person}: ${reason}`);
  const words = [CLOSED[state] ?? state, ...reasons];
  if (state === 'approved' && outcome === undefined) return [...words, 'It is under way.'].join(' ');
  return [
    ...words,
    ...(outcome === undefined || outcome === state ? [] : [`${DONE[outcome] ?? outcome}: ${because ?? ''}`]),
  ].join(' ');
}

function factsOf(asked: Asked): Card['facts'] {
  const { proposer, forUser, said } = asked;
  return [
    ['Action', asked.action],
    ['Target', asked.target],
    ['Proposed by', forUser === undefined ? proposer : `${proposer} for ${forUser}`],
    ['Severity', asked.severity],
    ...(asked.risk === undefined ? [] : ([['Risk', asked.risk]] as const)),
    ['Touches', `${blastOf(asked)}; ${asked.undoable ? 'can be put back' : 'can not be put back'}`],
    ...(said.length > 0
      ? ([['Answers', said.map(({ person, says }) => `${person}: ${says}`).join(', ')]] as const)
      : []),
    ...(asked.state === 'open' ? ([['Waits for', untilOf(asked)]] as const) : []),
  ];
}

function untilOf({ missing, step, deadline }: Asked): string {
  const who = missing === 1 ? `one yes with the role ${step.role}` : `${missing} people with the role ${step.role}`;
  const part = step.of > 1 ? ` (step ${step.number} of ${step.of})` : '';
  return `${who}${part}, until ${deadline.toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
}

function blastOf({ blast }: Asked): string {
  if (!blast) return 'nobody knows how much';
  return blast.of === undefined ? plural(blast.count, 'thing') : `${blast.count} of ${blast.of}`;
}

function changeOf({ path, before, after }: Asked['effects'][number]): Change {
  return { path, before: valueOf(path, before), after: valueOf(path, after) };
}

function valueOf(path: string, value: Json): string {
  if (isSecretKey(path.split(/[./]/).at(-1) ?? path)) return redacted;
  return value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}

const DONE: Readonly<Record<string, string>> = {
  verified: 'Done and verified',
  undone: 'Put back',
  'undo-failed': 'Could not be put back',
  failed: 'Failed',
  'needs-hands': 'Needs a person',
  unknown: 'Nobody knows whether it was done',
  stale: 'Not done, since the plan has changed',
};

function toneOf(outcome: string): Card['tone'] {
  if (outcome === 'verified') return 'good';
  return ['undo-failed', 'failed', 'needs-hands', 'unknown'].includes(outcome) ? 'bad' : 'over';
}

/** A chat is another's house: what looks like a secret never goes there. */
function told(card: Omit<Card, 'link'>, link: string | undefined): Card {
  const clean = (text: string, most?: number) => short(redact(text), most);
  return {
    ...card,
    title: clean(card.title),
    text: card.text
      .split('\n')
      .map((line) => clean(line, 1_000))
      .join('\n'),
    facts: card.facts.map(([name, value]) => [name, clean(value, 300)]),
    changes: card.changes.map(({ path, before, after }) => ({
      path: clean(path),
      before: clean(before),
      after: clean(after),
    })),
    ...(link !== undefined && { link }),
  };
}
