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

/** One intervention. Everything else about it is a row. */
export interface Ref {
  readonly account: string;
  readonly key: string;
}

export type Outcome =
  | 'verified'
  | 'undone'
  | 'undo-failed'
  | 'failed'
  | 'needs-hands'
  | 'stale'
  | 'refused'
  | 'expired'
  | 'rejected'
  | 'changes-requested'
  | 'withdrawn'
  | 'cancelled'
  | 'unknown'
  | 'recorded';

/** How an intervention ended, with the reason as a sentence. */
export interface Ending {
  readonly outcome: Outcome;
  readonly because: string;
  /** Somebody called it off, the leash was drawn in, nobody was there to do it: it says nothing of who proposed it. */
  readonly fromOutside?: true;
}

/** A question to people that is open: how long it has, and when to remind. */
export interface Asked {
  readonly id: string;
  readonly withinMs: number;
}

export type Judged =
  | { readonly decision: 'proceed'; readonly planHash: string; readonly because: string }
  | { readonly decision: 'defer'; readonly waitMs: number; readonly rule: string; readonly because: string }
  | { readonly decision: 'ask'; readonly request: Asked; readonly because: string }
  | ({ readonly decision: 'end' } & Ending);

/** What the answers to a request amount to. `next` opens the next step of the chain. */
export type Tally =
  /** `ofMs`: all that this step was given; left out by workers of before. */
  | { readonly state: 'open'; readonly withinMs: number; readonly ofMs?: number }
  | { readonly state: 'approved'; readonly because: string }
  | ({ readonly state: 'closed' } & Ending);

export type Begun =
  | { readonly state: 'begun'; readonly fence: number; readonly settle: Settle }
  | { readonly state: 'again'; readonly because: string }
  | { readonly state: 'held'; readonly because: string };

export interface Settle {
  readonly firstLookMs: number;
  readonly deadlineMs: number;
  readonly holdMs: number;
}

export type Applied =
  | { readonly state: 'applied' }
  /** Nothing was changed, for certain. */
  | { readonly state: 'failed'; readonly because: string; readonly fromOutside?: true }
  /** Stopped before a write: kill switch, freeze, a lowered stage, a lost lease. */
  | { readonly state: 'stopped'; readonly because: string; readonly written: boolean }
  | { readonly state: 'unknown'; readonly because: string };

export type Look =
  | { readonly says: 'yes'; readonly because: string }
  | { readonly says: 'no'; readonly because: string }
  | { readonly says: 'not-yet'; readonly because: string; readonly againMs: number }
  | { readonly says: 'unknown'; readonly because: string };

export type Undone =
  | { readonly state: 'undone' }
  | { readonly state: 'none'; readonly because: string }
  | { readonly state: 'conflict'; readonly because: string }
  | { readonly state: 'stopped'; readonly because: string };

/** What workflows ask of the outside. Activities implement it; nothing here knows how. */
export interface Ports {
  /** Signs a checkpoint into the book of one account, or of every account that has written since its last. */
  readonly signCheckpoints: (request: { readonly account?: string }) => Promise<readonly SignedCheckpoint[]>;
  /** Proves that a queue is served. */
  readonly answer: () => Promise<Answer>;

  /** Looks at the world and says exactly what would be done. */
  readonly plan: (ref: Ref) => Promise<{ readonly title: string }>;
  /** Judges the plan by everything that is known now; opens the request where people must be asked. */
  readonly judge: (ref: Ref & { readonly round: number; readonly waited?: Waited }) => Promise<Judged>;
  /** Loads the answers to a request; names that have no row are reported and count for nothing. */
  readonly tally: (ref: Ref & { readonly request: string; readonly heard: readonly string[] }) => Promise<Tally>;
  /** Tells people that a request still waits. */
  readonly remind: (ref: Ref & { readonly request: string; readonly part: number }) => Promise<void>;
  /** Where reading turns into acting: leases, budgets and the intent, in one transaction. */
  readonly begin: (ref: Ref & { readonly round: number; readonly planHash: string }) => Promise<Begun>;
  readonly apply: (ref: Ref & { readonly fence: number }) => Promise<Applied>;
  readonly look: (ref: Ref & { readonly step: 'apply' | 'undo' }) => Promise<Look>;
  readonly undo: (ref: Ref & { readonly fence: number }) => Promise<Undone>;
  /** One round of an agent: its sensors look, what they see is decided about, and what is wished goes to the spine. */
  readonly tick: (request: TickRequest) => Promise<Ticked>;
  /** Ends what is open in its row while its workflow is over: nobody else would. */
  readonly sweep: () => Promise<Swept>;
  /** The one outcome entry; gives back leases and what was reserved. Names that were heard and have no row are reported. */
  readonly end: (ref: Ref & Ending & { readonly heard?: readonly string[] }) => Promise<void>;
}

export interface Swept {
  /** Open interventions that were looked at. */
  readonly open: number;
  /** Those that were ended here, as `account/key`. */
  readonly ended: readonly string[];
}

/** How long a rule has put this off until now, for the rules that do so only so long. */
export interface Waited {
  readonly rule: string;
  readonly ms: number;
}

export interface TickRequest {
  readonly account: string;
  readonly agent: string;
}

/** What one round of an agent came to. */
export interface Ticked {
  readonly state: 'done' | 'paused' | 'closed';
  readonly nextMs: number;
  readonly says: string;
}
