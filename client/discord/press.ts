import { isCut, NOT_ALL } from '../../activities/notify/render/card.js';
import { requestCard, detailsOf } from '../../activities/notify/render/cards.js';
import { type Click, digestIn, personOf, planOf } from '../../activities/notify/render/discord-names.js';
import {
  confirmReply,
  detailsReply,
  REASON_CHARS_MAX,
  reasonModal,
} from '../../activities/notify/render/discord-replies.js';
import { type Approval, plural } from '../reeve.js';
import { lackingRole } from '../http/secured.js';
import { type Desk, reasonIn, type Reply, say, sayInstead, type Visitor } from './desk.js';

type Pressed<Does extends Click['does']> = Extract<Click, { readonly does: Does }>;
export type AboutWork = Extract<Click, { readonly subject: string }>;
type Fields = Readonly<Record<string, string>>;

const OTHER_PLAN = 'the plan that you saw is not the plan any more: look at it again';
const NO_REASON = `give a reason of up to ${REASON_CHARS_MAX} characters; nothing was done`;

/** A button about a request or about what was done. */
export async function press(desk: Desk, visitor: Visitor, click: AboutWork): Promise<Reply> {
  const because = lackingRole(visitor.caller, 'viewer');
  if (because !== undefined) return say(because);
  if (click.does === 'approve') return askAgain(desk, visitor, click);
  if (click.does === 'confirm') return confirm(desk, visitor, click);
  if (click.does === 'details') return details(desk, visitor, click.subject);
  return click.does === 'undo' ? askUndo(desk, visitor, click.subject) : askWhy(desk, visitor, click);
}

/** The window that one of those buttons opened was sent. */
export async function sent(desk: Desk, visitor: Visitor, click: AboutWork, fields: Fields): Promise<Reply> {
  const { reeve, trace } = desk;
  const { caller } = visitor;
  const because = lackingRole(caller, 'viewer');
  if (because !== undefined) return say(because);
  const reason = reasonIn(fields, REASON_CHARS_MAX);
  if (reason === undefined) return say(NO_REASON);
  if (click.does === 'undo') return undo(desk, visitor, click.subject, reason);
  if (click.does !== 'reject' && click.does !== 'request-changes') return say('this window says nothing here');
  const found = await approvalOf(desk, visitor, click);
  if (typeof found === 'string') return say(found);
  const { id: request, planHash } = found;
  const { again } = await reeve.work.answer(caller, { request, says: click.does, reason, planHash, trace: trace() });
  return say(stands(click.does, again));
}

async function askAgain(desk: Desk, visitor: Visitor, click: Pressed<'approve'>): Promise<Reply> {
  const found = await approvalOf(desk, visitor, click);
  if (typeof found === 'string') return say(found);
  const because = found.mayNot.approve;
  if (because !== undefined) return say(because, linkTo(desk, found));
  const { tone, facts, changes } = requestCard(found, desk.links);
  const missing = found.effects.length - changes.length;
  const card = {
    ...{ tone, facts, changes, buttons: [] },
    title: `Approve? ${found.summary}`,
    text: [
      'This is done once you confirm, if nobody else has to say yes and the gate lets it through again.',
      ...(changes.some(({ before, after }) => isCut(before) || isCut(after)) ? [NOT_ALL] : []),
      ...(missing > 0 ? [`${plural(missing, 'more change')} only under Details.`] : []),
    ].join('\n'),
  };
  const { user } = visitor;
  const { planHash } = found;
  const again = { does: 'confirm', person: personOf(user), plan: planOf(planHash), subject: click.subject } as const;
  return { as: 'new', message: confirmReply(card, again) };
}

async function confirm(desk: Desk, visitor: Visitor, click: Pressed<'confirm'>): Promise<Reply> {
  const { reeve, trace } = desk;
  const { caller, user } = visitor;
  if (click.person !== personOf(user))
    return sayInstead('this was asked of somebody else: press Approve at the request yourself');
  const found = await approvalOf(desk, visitor, click);
  if (typeof found === 'string') return sayInstead(found);
  const { id: request, planHash } = found;
  const { again } = await reeve.work.answer(caller, { request, says: 'approve', planHash, trace: trace() });
  return sayInstead(stands('approve', again));
}

async function askWhy(desk: Desk, visitor: Visitor, click: Pressed<'reject' | 'request-changes'>): Promise<Reply> {
  const found = await approvalOf(desk, visitor, click);
  if (typeof found === 'string') return say(found);
  const because = found.mayNot[click.does];
  if (because !== undefined) return say(because, linkTo(desk, found));
  const isNo = click.does === 'reject';
  const modal = reasonModal({
    click,
    title: isNo ? 'Reject' : 'Request changes',
    text: `${found.summary}\n${isNo ? 'Sent, it is rejected.' : 'Sent, it ends, and a new proposal may take its place.'}`,
    placeholder: isNo ? 'Why not?' : 'What should be different?',
  });
  return { as: 'window', modal };
}

async function details(desk: Desk, visitor: Visitor, subject: string): Promise<Reply> {
  const found = await approvalOf(desk, visitor, { subject });
  if (typeof found === 'string') return say(found);
  return { as: 'new', message: detailsReply(detailsOf(found), linkTo(desk, found)) };
}

async function askUndo(desk: Desk, visitor: Visitor, subject: string): Promise<Reply> {
  const { reeve } = desk;
  const { caller } = visitor;
  const because = lackingRole(caller, 'operator');
  if (because !== undefined) return say(because);
  const key = await keyOf(desk, visitor, subject);
  const whole = key === undefined ? undefined : await reeve.work.intervention(caller, key);
  if (!whole) return say('there is no such work in this account');
  const modal = reasonModal({
    click: { does: 'undo', subject },
    title: 'Undo',
    text: `${whole.proposal.summary}\nSent, putting it back is proposed in your name, and judged like any other change.`,
    placeholder: 'Why should it be put back?',
  });
  return { as: 'window', modal };
}

async function undo(desk: Desk, visitor: Visitor, subject: string, reason: string): Promise<Reply> {
  const key = await keyOf(desk, visitor, subject);
  if (key === undefined) return say('there is no such work in this account');
  const { caller } = visitor;
  const { key: back } = await desk.reeve.work.undo(caller, { key, reason, trace: desk.trace() });
  return say(
    'putting it back is proposed in your name, and judged like any other change',
    desk.links(`/console/interventions/${encodeURIComponent(back)}`),
  );
}

/** The row that is meant, or why there is none. Of the click only the names count. */
async function approvalOf(
  { reeve }: Desk,
  { caller }: Visitor,
  { subject, plan }: { readonly subject: string; readonly plan?: string },
): Promise<Approval | string> {
  const digested = digestIn(subject);
  const id = digested ? await reeve.work.digested(caller, 'request', digested) : subject;
  const found = id === undefined ? undefined : await reeve.work.approval(caller, id);
  if (!found) return 'there is no such request in this account';
  return plan === undefined || plan === planOf(found.planHash) ? found : OTHER_PLAN;
}

async function keyOf({ reeve }: Desk, { caller }: Visitor, subject: string): Promise<string | undefined> {
  const digested = digestIn(subject);
  return digested ? reeve.work.digested(caller, 'intervention', digested) : subject;
}

function linkTo({ links }: Desk, { id }: Approval): string | undefined {
  return links(`/console/approvals/${encodeURIComponent(id)}`);
}

function stands(says: string, again: boolean): string {
  return again ? `you had said so already, and it is one answer: ${says}` : `your answer stands: ${says}`;
}
