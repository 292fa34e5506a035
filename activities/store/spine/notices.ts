import { type ConditionNotice, noticeOf, type NoticeKind } from '../../../domain/notice.js';
import type { OUTCOMES } from '../../../domain/outcome.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Transaction } from '../database.js';
import { openPosts } from './posts.js';

/** Tells people how it ended, where they are to be told: the row of it and the messages, with the end itself. */
export async function noticeEnd(
  tx: Transaction,
  proposal: Proposal,
  { outcome, because }: { readonly outcome: string; readonly because: string },
): Promise<void> {
  const [judged] = await tx.query<{ notify: boolean }>(
    `SELECT coalesce((verdict ->> 'notify')::boolean, false) AS notify FROM judgement
     WHERE account = $1 AND intervention = $2 ORDER BY round DESC LIMIT 1`,
    [proposal.account, proposal.key],
  );
  const kind = noticeOf(outcome as (typeof OUTCOMES)[number], judged?.notify === true);
  if (!kind) return;
  await writeNotice(tx, proposal, kind, { outcome, because });
}

/** Once an intervention and kind, however often the step is tried. */
export async function writeNotice(
  tx: Transaction,
  proposal: Proposal,
  kind: Exclude<NoticeKind, ConditionNotice>,
  body: { readonly [name: string]: string },
): Promise<void> {
  const { account, key, by, action } = proposal;
  // What wants hands is never hidden in a list with others.
  const rolls = kind === 'acted';
  const roll = rolls ? `${by.kind}/${by.id}/${action}/${body['outcome'] ?? ''}` : `${kind}/${key}`;
  const written = await tx.query(
    `INSERT INTO notice (account, id, intervention, kind, body, at, roll) VALUES ($1, $2, $3, $4, $5, clock(), $6)
     ON CONFLICT DO NOTHING RETURNING id`,
    [account, `${kind}/${key}`, key, kind, JSON.stringify(body), roll],
  );
  if (written.length === 0) return;
  await openPosts(tx, proposal, kind === 'acted' ? 'notices' : 'trouble', { kind: 'notice', subject: roll, rolls });
}
