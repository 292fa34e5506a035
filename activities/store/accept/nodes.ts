import { ensureFleetAgents } from './fleet-agents.js';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  canEnrol,
  CREDENTIAL_MS,
  ENROLMENT_MS,
  formatNodeSecret,
  type NodeSecret,
  OVERLAP_MS_MAX,
} from '../../../domain/fleet/credential.js';
import { actorOf } from '../../../domain/principal.js';
import type { Database, Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

/** A node is reached by its name, and only what it proves counts. */
export type NodeCaller = Pick<NodeSecret, 'account' | 'instance'> & { readonly hash: string };

const OPEN_ENROLMENTS_MAX = 10;

export interface EnrolmentWish {
  readonly instance: string;
  readonly lastsMs?: number;
  /** Makes the instance, on a node of its own with this template, where there is none. */
  readonly template?: string;
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A token with which one node becomes this instance, once. */
export function offerEnrolment(
  book: Book,
  by: By,
  { instance, lastsMs = ENROLMENT_MS, template }: EnrolmentWish,
): Promise<{ readonly token: string; readonly endsAt: string }> {
  const entry = {
    key: `enrolment-offered/${randomUUID()}`,
    subject: `instance/${instance}`,
    data: { change: 'enrolment offered', minutes: Math.round(lastsMs / 60_000), ...(template && { template }) },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const { account } = by;
    if (!canEnrol(instance))
      throw new NotAccepted(
        'misfit',
        'a node takes a name without spaces, of up to 120 letters, digits and . _ : @ + / ~ = -',
      );
    await ensureFleetAgents({ tx, ledger: book.ledger }, account, by);
    if (template !== undefined) await ensureInstance(tx, account, instance, template);
    await assertInstance(tx, account, instance);
    await tx.query(
      'DELETE FROM enrolment WHERE account = $1 AND instance = $2 AND (used_at IS NOT NULL OR ends_at <= clock())',
      [...[account, instance]],
    );
    const secret = randomBytes(32).toString('base64url');
    const [row] = await tx.query<{ ends_at: Date; open: number }>(
      `INSERT INTO enrolment (account, hash, instance, author, made_at, ends_at)
       VALUES ($1, $2, $3, $4, clock(), clock() + make_interval(secs => $5)) RETURNING ends_at,
         (SELECT count(*)::int FROM enrolment WHERE account = $1 AND instance = $3) AS open`,
      [account, hashOf(secret), instance, actorOf(by), lastsMs / 1000],
    );
    if ((row?.open ?? 0) >= OPEN_ENROLMENTS_MAX)
      throw new NotAccepted(
        'misfit',
        `${instance} has ${OPEN_ENROLMENTS_MAX} open enrolments: use one, or wait until they end`,
      );
    return {
      token: formatNodeSecret('enrolment', { account, instance, secret }),
      endsAt: row?.ends_at.toISOString() ?? '',
    };
  });
}

/** Nothing where the token is not good: used, ended, taken back, or never made. */
export function enrol(
  book: Book,
  { account, instance, secret }: NodeSecret,
): Promise<{ readonly credential: string; readonly endsAt: Date } | undefined> {
  return book.db.withAccount(account, async (tx) => {
    const used = await tx.query(
      `UPDATE enrolment SET used_at = clock()
       WHERE account = $1 AND hash = $2 AND instance = $3 AND used_at IS NULL AND ends_at > clock() RETURNING hash`,
      [account, hashOf(secret), instance],
    );
    if (used.length === 0) return undefined;
    // Whoever was this instance before is not it any more.
    await endCredentials(tx, account, instance);
    const [issued] = await issueCredentials(tx, account, [instance]);
    await tx.query('UPDATE instance SET enrolled_at = clock() WHERE account = $1 AND id = $2', [account, instance]);
    await book.ledger.appendIn(tx, account, [nodeEntry(instance, { change: 'node enrolled' })]);
    return issued;
  });
}

/** A credential for each, within the caller's transaction. Only its hash is kept. */
export async function issueCredentials(
  tx: Transaction,
  account: string,
  instances: readonly string[],
): Promise<readonly { readonly instance: string; readonly credential: string; readonly endsAt: Date }[]> {
  const made = instances.map((instance) => ({ instance, secret: randomBytes(32).toString('base64url') }));
  const rows = await tx.query<{ ends_at: Date }>(
    `INSERT INTO node_credential (account, instance, hash, made_at, ends_at)
     SELECT $1, instance, hash, clock(), clock() + make_interval(secs => $4) FROM unnest($2::text[], $3::text[]) AS t (instance, hash)
     RETURNING ends_at`,
    [account, instances, made.map(({ secret }) => hashOf(secret)), CREDENTIAL_MS / 1000],
  );
  const endsAt = rows[0]?.ends_at ?? new Date(0);
  return made.map(({ instance, secret }) => ({
    ...{ instance, endsAt },
    credential: formatNodeSecret('credential', { account, instance, secret }),
  }));
}

/**
 * The old one goes on for a while, since the answer may be lost. One that came between and is newer was never used, or the
 * asking one would have ended: it ends here.
 */
export function rotateCredential(
  { db, ledger }: Book,
  { account, instance, hash }: NodeCaller,
): Promise<{ readonly credential: string; readonly endsAt: Date } | undefined> {
  return db.withAccount(account, async (tx) => {
    const held = await tx.query<{ hash: string; made_at: Date }>(
      `SELECT hash, made_at FROM node_credential WHERE account = $1 AND instance = $2 ORDER BY hash FOR UPDATE`,
      [account, instance],
    );
    const mine = held.find((one) => one.hash === hash);
    if (!mine) return undefined;
    await tx.query(
      `DELETE FROM node_credential WHERE account = $1 AND instance = $2
         AND (ends_at <= clock() OR made_at > (SELECT made_at FROM node_credential WHERE account = $1 AND instance = $2 AND hash = $3))`,
      [account, instance, hash],
    );
    const left = await tx.query(
      `UPDATE node_credential SET ends_at = least(ends_at, clock() + make_interval(secs => $4))
       WHERE account = $1 AND instance = $2 AND hash = $3 AND revoked_at IS NULL RETURNING hash`,
      [account, instance, hash, OVERLAP_MS_MAX / 1000],
    );
    if (left.length === 0) return undefined;
    const [issued] = await issueCredentials(tx, account, [instance]);
    await ledger.appendIn(tx, account, [nodeEntry(instance, { change: 'credential rotated' })]);
    return issued;
  });
}

/** The first use of a new one ends those before it. */
export function retireOlder(db: Database, { account, instance, hash }: NodeCaller): Promise<void> {
  return db.withAccount(account, async (tx) => {
    await tx.query(
      `UPDATE node_credential c SET ends_at = clock() FROM node_credential used
       WHERE used.account = $1 AND used.instance = $2 AND used.hash = $3 AND c.account = $1 AND c.instance = $2
         AND c.made_at < used.made_at AND c.ends_at > clock()`,
      [account, instance, hash],
    );
    await sayAccess(tx, account, instance);
  });
}

/** From now on the node is nobody: its credentials, open enrolments and tasks end. */
export function revokeNode(
  book: Book,
  by: By,
  { instance, reason }: { readonly instance: string; readonly reason: string },
): Promise<{ readonly credentials: number }> {
  const entry = {
    key: `node-revoked/${randomUUID()}`,
    subject: `instance/${instance}`,
    data: { change: 'node revoked', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    await assertInstance(tx, by.account, instance);
    const ended = await endCredentials(tx, by.account, instance);
    await tx.query('DELETE FROM enrolment WHERE account = $1 AND instance = $2', [by.account, instance]);
    return { credentials: ended };
  });
}

/** The credentials of many end, within the caller's transaction. */
export async function endCredentialsOf(tx: Transaction, account: string, instances: readonly string[]): Promise<void> {
  const ended = await tx.query<{ instance: string }>(
    `UPDATE node_credential SET revoked_at = clock() WHERE account = $1 AND instance = ANY ($2) AND revoked_at IS NULL AND ends_at > clock()
     RETURNING instance`,
    [account, instances],
  );
  for (const instance of new Set(ended.map((one) => one.instance))) await sayAccess(tx, account, instance);
}

async function endCredentials(tx: Transaction, account: string, instance: string): Promise<number> {
  const ended = await tx.query(
    `UPDATE node_credential SET revoked_at = clock() WHERE account = $1 AND instance = $2 AND revoked_at IS NULL AND ends_at > clock()
     RETURNING hash`,
    [account, instance],
  );
  await sayAccess(tx, account, instance);
  return ended.length;
}

/** Heard by every gateway, so that none goes on believing what it remembers. */
function sayAccess(tx: Transaction, account: string, instance: string): Promise<unknown> {
  return tx.query('SELECT pg_notify($1, $2)', [CHANNEL.node, `access ${account} ${instance}`]);
}

async function assertInstance(tx: Transaction, account: string, instance: string): Promise<void> {
  const rows = await tx.query('SELECT id FROM instance WHERE account = $1 AND id = $2 FOR UPDATE', [account, instance]);
  if (rows.length === 0)
    throw new NotAccepted(
      'unknown',
      `there is no instance ${instance} in this account: "reeve fleet list" shows those that are`,
    );
}

async function ensureInstance(tx: Transaction, account: string, instance: string, template: string): Promise<void> {
  await tx.query('INSERT INTO template (account, id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [account, template]);
  await tx.query('INSERT INTO node (account, id, template) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    account,
    instance,
    template,
  ]);
  await tx.query(
    `INSERT INTO instance (account, id, node, template, created_at)
     SELECT $1, $2, id, template, clock() FROM node WHERE account = $1 AND id = $2 ON CONFLICT DO NOTHING`,
    [account, instance],
  );
}

/** What a node did by itself. */
export function nodeEntry(instance: string, data: Readonly<Record<string, string>>) {
  return {
    ...{
      kind: 'setting' as const,
      actor: `node/${instance}`,
      key: `node/${randomUUID()}`,
      subject: `instance/${instance}`,
    },
    data: { ...data, door: 'node' },
  };
}
