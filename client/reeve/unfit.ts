/** What was asked can't be read as anything that could be done: it is the asker's to mend, and says how. */
export class Unfit extends Error {
  override name = 'Unfit';
}
