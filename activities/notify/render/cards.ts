import type { Json } from '../../../domain/canonical-json.js';
import { redact } from '../../../domain/redaction.js';
import { isSecretKey, redacted } from '../../../domain/secret-names.js';
import { plural } from '../../../domain/wording.js';
import type { Asked } from '../../store/read/approvals.js';
import { DONE, toneOf } from './notices.js';
import { type Links, told } from './told.js';
import { type Button, type Card, type Change, type Details, short } from './card.js';

const CHANGES_MAX = 8;
const REASONS_MAX = 3;
const SEEN_MAX = 4;

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
    'What was seen': seenBehind(asked),
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

function seenBehind({ evidence }: Asked): readonly string[] {
  if (!evidence) return [];
  const seen = evidence.seen.map(({ name, value }) => `${name}: ${valueOf(name, value)}`);
  return [evidence.open ? evidence.title : `${evidence.title}, which is over`, ...seen];
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
    ...(asked.evidence ? ([['Seen', short(seenBehind(asked).slice(0, SEEN_MAX).join('; '))]] as const) : []),
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
