import { type Chain, hardened, heardSilence, mergeChains } from '../approval/chain.js';

/** What one rule has to say. A rule with nothing to say is silent. */
export interface Spoken {
  readonly rule: string;
  readonly says: 'refuse' | 'record' | 'ask' | 'defer' | 'notify' | 'satisfied';
  readonly because: string;
  /** What would make the rule silent. */
  readonly remedy: string;
  /** For `defer`, in ms. */
  readonly until?: number;
  /** For `ask`. */
  readonly chain?: Chain;
  /** For `ask`: two people, and not from a chat button. */
  readonly hard?: boolean;
}

/** The rule's name is added by the list that it stands in. */
export type Said = Omit<Spoken, 'rule'>;

export type Decision = 'proceed' | 'defer' | 'ask' | 'refuse';

export interface Verdict {
  readonly decision: Decision;
  /** How a refusal ends: `recorded` where the work is only watched here. */
  readonly outcome?: 'refused' | 'recorded';
  /** What would happen where it is only recorded for now. */
  readonly would?: Decision;
  /** Not before; also when people are asked first. */
  readonly until?: number;
  readonly chain?: Chain;
  /** People are told, whatever the decision. */
  readonly notify: boolean;
  readonly spoke: readonly Spoken[];
}

const says = (spoke: readonly Spoken[], what: Spoken['says']) => spoke.filter((one) => one.says === what);

/** The strictest wins for acting; the others still take effect beside it. `silencePasses`: nobody's answer may be a yes. */
export function verdictOf(spoke: readonly Spoken[], silencePasses = false): Verdict {
  const asks = says(spoke, 'ask');
  const defers = says(spoke, 'defer');
  const beyondWatching: Decision = asks.length > 0 ? 'ask' : defers.length > 0 ? 'defer' : 'proceed';
  const base = { notify: says(spoke, 'notify').length > 0, spoke };
  if (says(spoke, 'refuse').length > 0) return { ...base, decision: 'refuse', outcome: 'refused' };
  if (says(spoke, 'record').length > 0)
    return { ...base, decision: 'refuse', outcome: 'recorded', would: beyondWatching };
  return {
    ...base,
    decision: beyondWatching,
    ...(defers.length > 0 && { until: Math.max(...defers.map(({ until }) => until ?? 0)) }),
    ...(asks.length > 0 && { chain: heardSilence(chainOf(asks), silencePasses) }),
  };
}

function chainOf(asks: readonly Spoken[]): Chain {
  const merged = mergeChains(asks.flatMap(({ chain }) => (chain ? [chain] : [])));
  return asks.some(({ hard }) => hard === true) ? hardened(merged) : merged;
}

const RANK: readonly Decision[] = ['proceed', 'defer', 'ask', 'refuse'];

/** Whether one verdict allows less than another, or as much. */
export function atLeastAsStrict(a: Verdict, b: Verdict): boolean {
  return strictness(a) >= strictness(b);
}

function strictness({ decision, outcome }: Verdict): number {
  return RANK.indexOf(decision) + (outcome === 'refused' ? 1 : 0);
}
