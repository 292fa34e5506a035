import type { Context } from 'hono';
import { z } from '@hono/zod-openapi';
import type { Cookies } from './cookies.js';
import type { Secrets } from './secrets.js';

const COOKIE = 'reeve_notice';
const SECONDS_MAX = 120;

const Notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), text: z.string() }),
  z.strictObject({
    kind: z.literal('token'),
    token: z.string(),
    principal: z.string(),
    name: z.string(),
    expiresAt: z.string().optional(),
  }),
]);

/** What the next page says once, such as a token that is never shown again. */
export type Notice = z.infer<typeof Notice>;

/** Carries a notice over the redirect after a form, so that loading the page again neither repeats the act nor the words. */
export function createNotices(secrets: Secrets, cookies: Cookies) {
  const purpose = (session: string) => `notice/${session}`;
  return {
    leave: (c: Context, session: string, notice: Notice) =>
      cookies.write(c, COOKIE, secrets.seal(purpose(session), notice), SECONDS_MAX),
    take(c: Context, session: string): Notice | undefined {
      const cookie = cookies.read(c, COOKIE);
      if (!cookie) return undefined;
      cookies.clear(c, COOKIE);
      return Notice.safeParse(secrets.open(purpose(session), cookie)).data;
    },
  };
}
