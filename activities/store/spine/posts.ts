import { placesFor, type Route, type Tells } from '../../../domain/route.js';
import { type Proposal, targetName } from '../../../domain/proposal.js';
import type { Transaction } from '../database.js';

const ROLL_MS = 10 * 60_000;

interface Message {
  readonly kind: 'request' | 'reminder' | 'notice';
  /** The request, or what notices roll up to. */
  readonly subject: string;
  readonly part?: number;
  /** Of the request: each has reminders of its own. */
  readonly step?: number;
  /** Others of this kind that come soon are shown in the same message. */
  readonly rolls?: boolean;
}

/** Whom and what a message is about, as far as routes ask for it. `key` is the intervention, where it is about one. */
export type About = Pick<Proposal, 'account' | 'by' | 'severity' | 'target'> & { readonly key?: string };

/** Opens a message in each channel that a route names for it. Written with the thing that it tells of, and sent later. */
export async function openPosts(
  tx: Transaction,
  about: About,
  tells: Tells,
  { kind, subject, part, step = 0, rolls = false }: Message,
): Promise<void> {
  const { account, by, severity, key } = about;
  const [found] = await tx.query<{ routes: readonly Route[]; team: string | null }>(
    `SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'provider', provider, 'channel', channel, 'tells', tells,
         'agent', agent, 'team', team, 'target', target, 'severityMin', severity_min)) FROM route WHERE account = $1), '[]') AS routes,
       (SELECT team FROM principal WHERE account = $1 AND id = $2) AS team`,
    [account, by.id],
  );
  const places = placesFor(found?.routes ?? [], {
    ...{ tells, team: found?.team ?? '', target: targetName(about.target), severity },
    ...(by.kind === 'agent' && { agent: by.id }),
  });
  if (places.length === 0) return;
  const channels = [places.map(({ provider }) => provider), places.map(({ channel }) => channel)];
  const rolledInto = rolls ? await rollInto(tx, account, subject, channels) : [];
  await tx.query(
    `INSERT INTO post (account, id, provider, channel, kind, subject, intervention, part, opened_at, rolls_until)
     SELECT $1::text, md5(concat_ws('/', $1::text, $4::text, $5::text, $7::float8, nullif($10::int, 0), p, c, CASE WHEN $8 THEN clock() END)), p, c, $4, $5, $6, $7::float8, clock(),
       CASE WHEN $8 THEN clock() + make_interval(secs => ${ROLL_MS / 1000}) END
     FROM unnest($2::text[], $3::text[]) AS place (p, c) WHERE p || '/' || c <> ALL ($9::text[])
     ON CONFLICT DO NOTHING`,
    [account, ...channels, kind, subject, key ?? null, part ?? null, rolls, rolledInto, step],
  );
  await tx.query(`SELECT pg_notify('reeve_post', '')`);
}

/** The messages that are still young enough to take one more in. Two that end at once must not each open one. */
async function rollInto(tx: Transaction, account: string, subject: string, channels: readonly (readonly string[])[]) {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`roll/${account}/${subject}`]);
  const rows = await tx.query<{ place: string }>(
    `UPDATE post SET wanted = wanted + 1
     WHERE account = $1 AND kind = 'notice' AND subject = $2 AND rolls_until > clock()
       AND (provider, channel) IN (SELECT * FROM unnest($3::text[], $4::text[]))
     RETURNING provider || '/' || channel AS place`,
    [account, subject, ...channels],
  );
  return rows.map(({ place }) => place);
}

/** What is said of an intervention is not what it says any more: every message of it is to be shown again. */
export async function touchPosts(tx: Transaction, account: string, intervention: string): Promise<void> {
  // When it is due is the courier's: until then another may be showing it.
  const touched = await tx.query(
    'UPDATE post SET wanted = wanted + 1 WHERE account = $1 AND intervention = $2 RETURNING id',
    [account, intervention],
  );
  if (touched.length > 0) await tx.query(`SELECT pg_notify('reeve_post', '')`);
}

export function postRequest(tx: Transaction, proposal: Proposal, request: string): Promise<void> {
  return openPosts(tx, proposal, 'requests', { kind: 'request', subject: request });
}
