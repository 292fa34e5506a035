/** The book can't be believed any more, so nothing may be written there and nothing done. */
export class LedgerBroken extends Error {
  override name = 'LedgerBroken';
}

/** A key that names one entry was used for another. */
export class KeyReused extends Error {
  override name = 'KeyReused';
}
