import { REASON_CHARS_MAX, reasonModal } from '../../activities/notify/render/discord-replies.js';
import { type Click, freezesOf } from '../../activities/notify/render/discord-names.js';
import { plural, sentence, type Stops } from '../reeve.js';
import { lackingRole } from '../http/secured.js';
import { type Desk, reasonIn, type Reply, say, type Visitor } from './desk.js';

const APPROVALS_MAX = 10;
type Fields = Readonly<Record<string, string>>;

/** `/reeve …`, seen only by who typed it. */
export async function command(desk: Desk, visitor: Visitor, name: string, options: Fields): Promise<Reply> {
  const { caller } = visitor;
  const changes = name === 'freeze' || name === 'thaw';
  const because = lackingRole(caller, changes ? 'operator' : 'viewer');
  if (because !== undefined) return say(because);
  if (name === 'status') return status(desk, visitor);
  if (name === 'approvals') return approvals(desk, visitor);
  if (changes) return askStop(desk, visitor, name, options['reason'] ?? '');
  return say('type one of /reeve status, /reeve approvals, /reeve freeze and /reeve thaw');
}

type Stop = Extract<Click, { readonly does: 'freeze' | 'thaw' }>;

/** The window of a freeze or a thaw was sent: that is the second step. */
export async function stop(desk: Desk, visitor: Visitor, click: Stop, fields: Fields): Promise<Reply> {
  const { reeve } = desk;
  const { caller, id } = visitor;
  const because = lackingRole(caller, 'operator');
  if (because !== undefined) return say(because);
  const reason = reasonIn(fields, REASON_CHARS_MAX);
  if (reason === undefined) return say(`give a reason of up to ${REASON_CHARS_MAX} characters; nothing was done`);
  if (click.does === 'freeze') {
    await reeve.leash.freeze(caller, { reason, id: `discord-${id}` });
    return say('a freeze is in force: nothing changes until somebody thaws');
  }
  const { freezes } = await reeve.leash.stops(caller);
  // Also what keeps a window that is sent twice from ending a freeze that began in between.
  if (freezesOf(freezes.map((one) => one.id)) !== click.freezes)
    return say('the freezes in force are not those that you saw: type /reeve thaw again');
  for (const freeze of freezes) await reeve.leash.thaw(caller, { id: freeze.id, reason });
  return say(`${plural(freezes.length, 'freeze')} ended`);
}

async function status({ reeve, links }: Desk, { caller }: Visitor): Promise<Reply> {
  const [{ version, mode, ready, parts }, stops, open] = await Promise.all([
    reeve.standing.status(caller),
    reeve.leash.stops(caller),
    reeve.work.openApprovals(caller),
  ]);
  const lines = [
    `Reeve ${version} (${mode}) is ${ready ? 'ready' : 'not ready'}.`,
    ...parts.map((part) => `${part.name}: ${part.ready ? '' : 'not ready, '}${part.detail}`),
    ...stopLines(stops).map(sentence),
    `${plural(open, 'request')} ${open === 1 ? 'waits' : 'wait'} for people.`,
  ];
  return say(lines.join('\n'), links('/console'));
}

function stopLines({ killSwitch, freezes }: Stops): readonly string[] {
  const lines = [
    ...(killSwitch ? [`the kill switch is on since ${minute(killSwitch.since)}: ${killSwitch.reason}`] : []),
    ...freezes.slice(0, 5).map(({ since, reason, by }) => `frozen by ${by} since ${minute(since)}: ${reason}`),
    ...(freezes.length > 5 ? [`and ${plural(freezes.length - 5, 'more freeze')}`] : []),
  ];
  return lines.length === 0 ? ['nothing stops work'] : lines;
}

async function approvals({ reeve, links }: Desk, { caller }: Visitor): Promise<Reply> {
  const open = await reeve.work.approvals(caller);
  if (open.length === 0) return say('nothing waits for people');
  const lines = open.slice(0, APPROVALS_MAX).map(({ summary, target, step, deadline, may }) => {
    const yours = may.includes('approve') ? 'you may approve it' : `for the role ${step.role}`;
    return sentence(`${summary} (${target}), until ${minute(deadline)}, ${yours}`);
  });
  const more = open.length - lines.length;
  const all = [...lines, ...(more > 0 ? [`And ${plural(more, 'more request')}.`] : [])];
  return say(all.join('\n'), links('/console/approvals'));
}

async function askStop({ reeve }: Desk, { caller }: Visitor, does: 'freeze' | 'thaw', reason: string): Promise<Reply> {
  const given = { reason, placeholder: 'For the ledger, and for who asks later' };
  if (does === 'freeze') {
    const text = 'Sent, nothing may change from now on, work that runs included, until somebody thaws.';
    return { as: 'window', modal: reasonModal({ ...given, click: { does }, title: 'Freeze every change', text }) };
  }
  const { freezes } = await reeve.leash.stops(caller);
  if (freezes.length === 0) return say('no freeze is in force');
  const shown = stopLines({ freezes }).map(sentence);
  const text = [`Sent, work goes on, and ${freezes.length === 1 ? 'this ends' : 'these end'}:`, ...shown].join('\n');
  const click = { does, freezes: freezesOf(freezes.map(({ id }) => id)) } as const;
  return { as: 'window', modal: reasonModal({ ...given, click, title: 'Thaw', text }) };
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
