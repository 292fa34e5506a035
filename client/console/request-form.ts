import type { Context } from 'hono';
import { Refused } from '../http/door.js';

const FORM_CHARS_MAX = 32 * 1024;

/** A file that came with a form. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface SentForm {
  readonly fields: URLSearchParams;
  readonly file?: SentFile;
}

/** The fields of a form, and the file of one that takes a file. */
export async function readWholeForm(c: Context): Promise<SentForm> {
  if (typeOf(c) !== 'multipart/form-data') return { fields: await readForm(c) };
  const sent = await c.req.formData().catch((error: Error) => {
    throw new Refused(400, 'the form did not arrive whole: send it again', error);
  });
  const fields = new URLSearchParams();
  let file: SentFile | undefined;
  for (const [name, value] of sent.entries())
    if (typeof value === 'string') fields.append(name, value.slice(0, FORM_CHARS_MAX));
    else file ??= { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
  return { fields, ...(file && { file }) };
}

function typeOf(c: Context): string {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** The fields of a form. Only the plain encoding, which is what our forms send. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  if (typeOf(c) !== 'application/x-www-form-urlencoded') {
    throw new Refused(415, 'this takes the fields of a form (application/x-www-form-urlencoded)');
  }
  const text = await c.req.text();
  if (text.length > FORM_CHARS_MAX) throw new Refused(413, `a form here has at most ${FORM_CHARS_MAX} characters`);
  return new URLSearchParams(text);
}
