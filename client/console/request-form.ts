import type { Context } from 'hono';
import { Refused } from '../http/door.js';

const FORM_CHARS_MAX = 32 * 1024;
const PLAIN = 'application/x-www-form-urlencoded';
const WITH_FILES = 'multipart/form-data';
const NO_FORM = `this takes the fields of a form (${PLAIN})`;

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
  if (typeOf(c) !== WITH_FILES) return { fields: await readForm(c) };
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

/** Said before anything of it is read. */
export function assertIsForm(c: Context): void {
  if (typeOf(c) !== PLAIN && typeOf(c) !== WITH_FILES) throw new Refused(415, NO_FORM);
}

/** The fields of a form. Only the plain encoding, which is what our forms send. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  if (typeOf(c) !== PLAIN) throw new Refused(415, NO_FORM);
  const text = await c.req.text();
  if (text.length > FORM_CHARS_MAX) throw new Refused(413, `a form here has at most ${FORM_CHARS_MAX} characters`);
  return new URLSearchParams(text);
}
