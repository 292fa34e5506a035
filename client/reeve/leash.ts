import {
  lockFull,
  type LevelsWish,
  type ScopeWish,
  setLevels,
  setScope,
  unlockFull,
  unsetScope,
} from '../../activities/store/accept/autonomy.js';
import type { Book } from '../../activities/store/accept/book.js';
import {
  type BudgetWish,
  setBudget,
  setWindow,
  unsetBudget,
  unsetWindow,
  type WindowWish,
} from '../../activities/store/accept/limits.js';
import { type ChainWish, setChain, unsetChain } from '../../activities/store/accept/chains.js';
import { type PolicyLevel, type PolicyWish, setPolicy, unsetPolicy } from '../../activities/store/accept/policies.js';
import { freeze, type FreezeWish, setKillSwitch, thaw } from '../../activities/store/accept/stops.js';
import {
  createFlag,
  type PressureReport,
  reportPressure,
  resetBreaker,
} from '../../activities/store/accept/surroundings.js';
import { placeAgent, type Placement } from '../../activities/store/accept/trust.js';
import { readAutonomy, readNext } from '../../activities/store/read/autonomy.js';
import type { Catalogue } from '../../activities/store/read/catalogue.js';
import { listBreakers, listFlags, readBudgets, readPressure, readWindows } from '../../activities/store/read/limits.js';
import { listChains } from '../../activities/store/read/chains.js';
import { listPolicies, type PolicyFilter } from '../../activities/store/read/policies.js';
import { readStops } from '../../activities/store/read/stops.js';
import { readTrust, readTrustOf } from '../../activities/store/read/trust.js';
import type { Json } from '../../domain/canonical-json.js';
import { CATEGORY_ALIASES, DEFAULT_CATEGORIES } from '../../domain/policy/defaults.js';
import { ANY_CATEGORY } from '../../domain/policy/row.js';
import type { Caller } from '../../domain/principal.js';
import { Unfit } from './unfit.js';

interface Why {
  readonly reason: string;
}

/** How far work may go: what people have set, and what stops it. Each setting counts at the next judgement and the next write. */
export function createLeash(book: Book, { actions, missingCapabilities }: Catalogue) {
  const { db } = book;
  const known = new Set([ANY_CATEGORY, ...DEFAULT_CATEGORIES, ...actions.map(({ category }) => category)]);
  return {
    stops: (caller: Caller) => readStops(db, caller.account),
    freeze: (caller: Caller, wish: FreezeWish) => freeze(book, caller, wish),
    thaw: (caller: Caller, wish: Why & { readonly id?: string }) => thaw(book, caller, wish),
    killSwitch: (caller: Caller, wish: Why & { readonly on: boolean }) => setKillSwitch(book, caller, wish),

    policies: (caller: Caller, filter: PolicyFilter) =>
      listPolicies(db, caller.account, { catalogue: actions, filter }),
    /** A misspelt category would block nothing, and look as if it did. */
    async setPolicy(caller: Caller, wish: PolicyWish) {
      const category = CATEGORY_ALIASES[wish.category] ?? wish.category;
      if (!known.has(category))
        throw new Unfit(
          `category: no action and no default is of the category "${category}": see "reeve policies list"`,
        );
      await assertChain(db, caller, wish.chain);
      return setPolicy(book, caller, { ...wish, category });
    },
    unsetPolicy: (caller: Caller, level: PolicyLevel & Why) => unsetPolicy(book, caller, level),

    chains: (caller: Caller) => listChains(db, caller.account),
    setChain: (caller: Caller, wish: ChainWish) => setChain(book, caller, wish),
    unsetChain: (caller: Caller, wish: Why & { readonly name: string }) => unsetChain(book, caller, wish),

    autonomy: (caller: Caller) => readAutonomy(db, caller.account, missingCapabilities),
    next: (caller: Caller) => readNext(db, caller.account, actions),
    setLevels: (caller: Caller, wish: LevelsWish) => setLevels(book, caller, wish),
    unlock: (caller: Caller, wish: Why & { readonly hours: number }) => unlockFull(book, caller, wish),
    lock: (caller: Caller, wish: Why) => lockFull(book, caller, wish),
    setScope: (caller: Caller, wish: ScopeWish) => setScope(book, caller, wish),
    unsetScope: (caller: Caller, wish: Pick<ScopeWish, 'pattern' | 'reason'>) => unsetScope(book, caller, wish),

    windows: (caller: Caller) => readWindows(db, caller.account),
    setWindow: (caller: Caller, wish: WindowWish) => setWindow(book, caller, wish),
    unsetWindow: (caller: Caller, wish: Why & { readonly id: string }) => unsetWindow(book, caller, wish),
    budgets: (caller: Caller) => readBudgets(db, caller.account),
    setBudget: (caller: Caller, wish: BudgetWish) => setBudget(book, caller, wish),
    unsetBudget: (caller: Caller, wish: Why & { readonly name: string }) => unsetBudget(book, caller, wish),

    trust: (caller: Caller) => readTrust(db, caller.account),
    trustOf: (caller: Caller, agent: string) => readTrustOf(db, caller.account, agent),
    place: (caller: Caller, where: Placement) => placeAgent(book, caller, where),
    pressure: (caller: Caller) => readPressure(db, caller.account),
    reportPressure: (caller: Caller, report: PressureReport) => reportPressure(book, caller, report),
    flags: (caller: Caller) => listFlags(db, caller.account),
    createFlag: (caller: Caller, flag: { readonly name: string; readonly value: Json }) =>
      createFlag(book, caller, flag),
    breakers: (caller: Caller) => listBreakers(db, caller.account),
    resetBreaker: (caller: Caller, which: Why & { readonly name: string }) => resetBreaker(book, caller, which),
  };
}

/** A row that asks by a chain which nobody knows would ask by another one. */
async function assertChain(db: Book['db'], { account }: Caller, named: string | undefined): Promise<void> {
  if (named === undefined) return;
  const names = (await listChains(db, account)).map(({ name }) => name);
  if (!names.includes(named)) throw new Unfit(`chain: must be one of ${names.join(', ')} (reeve chains set)`);
}
