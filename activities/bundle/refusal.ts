/** What was given is no bundle that can be read: a sentence that names the file. */
export class BadBundle extends Error {
  override name = 'BadBundle';
}
