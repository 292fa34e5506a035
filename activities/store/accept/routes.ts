import { randomUUID } from 'node:crypto';
import type { Route } from '../../../domain/route.js';
import { actorOf } from '../../../domain/principal.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const ROUTES_MAX = 100;

export interface RouteWish extends Route {
  readonly reason: string;
}

/** Says where people are told of what. Under an id that stands already, it is changed. */
export function setRoute(book: Book, by: By, { reason, ...route }: RouteWish): Promise<void> {
  const { id, provider, channel, tells, agent, team, target, severityMin } = route;
  const data = {
    ...{ change: 'route set', reason, provider, channel, tells: [...tells] },
    ...{ agent, team, target, severityMin },
  };
  return acceptSetting(book, by, { key: `route-set/${randomUUID()}`, subject: `route/${id}`, data }, async (tx) => {
    const [row] = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM route WHERE account = $1 AND id <> $2',
      [by.account, id],
    );
    if ((row?.n ?? 0) >= ROUTES_MAX)
      throw new NotAccepted('misfit', `this account has ${ROUTES_MAX} routes, which is the most: unset some first`);
    await tx.query(
      `INSERT INTO route (account, id, provider, channel, tells, agent, team, target, severity_min, author, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (account, id) DO UPDATE SET provider = excluded.provider, channel = excluded.channel, tells = excluded.tells,
         agent = excluded.agent, team = excluded.team, target = excluded.target, severity_min = excluded.severity_min,
         author = excluded.author, reason = excluded.reason`,
      [by.account, id, provider, channel, tells, agent, team, target, severityMin, actorOf(by), reason],
    );
  });
}

export function unsetRoute(
  book: Book,
  by: By,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const entry = {
    key: `route-unset/${randomUUID()}`,
    subject: `route/${id}`,
    data: { change: 'route unset', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query('DELETE FROM route WHERE account = $1 AND id = $2 RETURNING id', [by.account, id]);
    if (gone.length === 0) throw new NotAccepted('unknown', `there is no route ${id} in this account`);
  });
}

/** Says hello in the channel of a route, so that a person sees whether it gets there. */
export function tryRoute(book: Book, by: By, { id }: { readonly id: string }): Promise<{ readonly post: string }> {
  const post = randomUUID();
  const entry = { key: `route-tried/${post}`, subject: `route/${id}`, data: { change: 'route tried', post } };
  return acceptSetting(book, by, entry, async (tx) => {
    const made = await tx.query(
      `INSERT INTO post (account, id, provider, channel, kind, subject, opened_at)
       SELECT account, $3, provider, channel, 'hello', id, clock() FROM route WHERE account = $1 AND id = $2 RETURNING id`,
      [by.account, id, post],
    );
    if (made.length === 0) throw new NotAccepted('unknown', `there is no route ${id} in this account`);
    await tx.query(`SELECT pg_notify('reeve_post', '')`);
    return { post };
  });
}

/** Gives what was given up another day, once what was wrong is mended. */
export function retryPosts(
  book: Book,
  by: By,
  { reason }: { readonly reason: string },
): Promise<{ readonly retried: number }> {
  const entry = {
    key: `posts-retried/${randomUUID()}`,
    subject: 'route/all',
    data: { change: 'messages retried', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const rows = await tx.query(
      `UPDATE post SET failed_at = NULL, refusals = 0, trying_since = NULL, next_attempt_at = now() WHERE account = $1 AND failed_at IS NOT NULL RETURNING id`,
      [by.account],
    );
    return { retried: rows.length };
  });
}
