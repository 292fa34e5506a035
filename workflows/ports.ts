/** Where one book stands after it was asked to sign. */
export interface SignedCheckpoint {
  readonly account: string;
  readonly seq: number;
  /** False when nothing had been written since the last one. */
  readonly fresh: boolean;
}

export interface Answer {
  readonly worker: string;
  readonly at: number;
}

/** What workflows ask of the outside. Activities implement it; nothing here knows how. */
export interface Ports {
  /** Signs a checkpoint into the book of one account, or of every account that has written since its last. */
  readonly signCheckpoints: (request: { readonly account?: string }) => Promise<readonly SignedCheckpoint[]>;
  /** Proves that a queue is served. */
  readonly answer: () => Promise<Answer>;
}
