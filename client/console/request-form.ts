import type { Context } from 'hono';
import { Refused } from '../http/door.js';

const FORM_CHARS_MAX = 32 * 1024;

/** The fields of a form. Only the plain encoding, which is what our forms send. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new Refused(415, 'this takes the fields of a form (application/x-www-form-urlencoded)');
  }
  const text = await c.req.text();
  if (text.length > FORM_CHARS_MAX) throw new Refused(413, `a form here has at most ${FORM_CHARS_MAX} characters`);
  return new URLSearchParams(text);
}
