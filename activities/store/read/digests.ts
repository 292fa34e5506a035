import type { Database } from '../database.js';

/** An id that was too long for the button of a chat, and what was said in its place. */
export interface Digested {
  /** The beginning of the SHA-256 of the id, in base64url. */
  readonly digest: string;
  /** Only longer ones are ever named by a digest, and those are few. */
  readonly longerThan: number;
}

const MATCHES = `length(id) > $2 AND left(translate(encode(sha256(convert_to(id, 'UTF8')), 'base64'), '+/', '-_'), $3) = $4`;
const FIND = {
  request: `SELECT id FROM request WHERE account = $1 AND ${MATCHES} LIMIT 2`,
  intervention: `SELECT id FROM (SELECT account, key AS id FROM intervention) AS i WHERE account = $1 AND ${MATCHES} LIMIT 2`,
} as const;

/** The one id that a digest stands for; none where two could be meant. */
export function findDigested(
  db: Database,
  account: string,
  of: keyof typeof FIND,
  { digest, longerThan }: Digested,
): Promise<string | undefined> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<{ id: string }>(FIND[of], [account, longerThan, digest.length, digest]);
    return rows.length === 1 ? rows[0]?.id : undefined;
  });
}
