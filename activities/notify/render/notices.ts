import type { NoticeKind } from '../../../domain/notice.js';
import { KINDS } from '../../../domain/sensing/index.js';
import { plural } from '../../../domain/wording.js';
import { type Card, short } from './card.js';
import { type Links, told } from './told.js';

export interface NoticeView {
  readonly kind: NoticeKind;
  readonly intervention?: string;
  readonly condition?: string;
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
  if (first.condition !== undefined)
    return count === 1 ? singleCondition(first, links) : rolledConditions(notices, count, links);
  return count === 1 ? singleNotice(first, links) : rolledNotice(notices, count, links);
}

/** Something is wrong with the fleet, or is not any more; nobody is asked for anything. */
function singleCondition(
  { kind, summary, because, action, target, proposer, condition = '' }: NoticeView,
  links: Links,
) {
  return told(
    {
      ...toneAndTitle(kind, summary),
      text: because,
      facts: [
        ['Kind', action],
        ['At', target],
        ['Seen by', proposer],
      ],
      ...{ changes: [], buttons: [] },
    },
    links(`/console/conditions/${encodeURIComponent(condition)}`),
  );
}

function rolledConditions(notices: readonly NoticeView[], count: number, links: Links): Card {
  const [{ kind, action, proposer } = NOBODY] = notices;
  const title = KINDS.get(action)?.title ?? action;
  return told(
    {
      ...toneAndTitle(kind, `${title}, ${plural(count, 'time')}`),
      text: linesOf(notices, count),
      facts: [
        ['Kind', action],
        ['Seen by', proposer],
      ],
      ...{ changes: [], buttons: [] },
    },
    links('/console/conditions'),
  );
}

function toneAndTitle(kind: NoticeView['kind'], title: string): Pick<Card, 'tone' | 'title'> {
  if (kind === 'over') return { tone: 'good', title: `Over: ${title}` };
  return { tone: 'bad', title: kind === 'worse' ? `Worse: ${title}` : title };
}

function linesOf(notices: readonly NoticeView[], count: number): string {
  const lines = notices.slice(0, LIST_MAX).map(({ target, because }) => `${target}: ${short(because, 120)}`);
  return [...lines, ...(count > lines.length ? [`and ${count - lines.length} more`] : [])].join('\n');
}

function singleNotice(notice: NoticeView, links: Links): Card {
  const { kind, intervention = '', outcome = '', because } = notice;
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
  return told(
    {
      tone: toneOf(outcome),
      title: `${DONE[outcome] ?? outcome}: ${action}, ${plural(count, 'time')}`,
      text: linesOf(notices, count),
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

export const DONE: Readonly<Record<string, string>> = {
  verified: 'Done and verified',
  undone: 'Put back',
  'undo-failed': 'Could not be put back',
  failed: 'Failed',
  'needs-hands': 'Needs a person',
  unknown: 'Nobody knows whether it was done',
  stale: 'Not done, since the plan has changed',
};

export function toneOf(outcome: string): Card['tone'] {
  if (outcome === 'verified') return 'good';
  return ['undo-failed', 'failed', 'needs-hands', 'unknown'].includes(outcome) ? 'bad' : 'over';
}
