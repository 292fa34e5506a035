import { z } from 'zod';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import { compare, type Diff } from '../../domain/gitops/compare.js';
import type { Declared, FieldValue } from '../../domain/gitops/document.js';
import type { Effect } from '../../domain/plan.js';
import { isPlain } from '../../domain/proposal.js';
import { type Change, writeDeclared } from '../store/fleet/declared.js';
import { keepApplied, newestRevision, readDeclared, readLive, readSource } from '../store/fleet/gitops.js';
import type { Transaction } from '../store/database.js';
import { defineAction, type Work, type Writing } from './action.js';

/** More at once nobody can read before saying yes. */
const CHANGES_MAX = 500;

const Parameters = z.strictObject({
  revision: z.string().regex(/^[0-9a-f]{7,64}$/, { error: 'is no revision' }),
});
type Given = z.output<typeof Parameters>;

/** Brings a declared fleet into the rows, all of it or nothing. What instances run follows by the rounds. */
export const gitopsApply = defineAction({
  card: {
    id: 'gitops-apply',
    version: 1,
    title: 'Bring what a repository declares',
    category: 'gitops.apply',
    verb: 'require_approval',
    class: 'modify-reversible',
    risk: 'high',
    undo: 'inverse',
    needs: [],
  },
  parameters: Parameters,
  settle: { firstLookMs: 0, deadlineMs: 60_000, holdMs: 0 },

  async sight(work) {
    return (await state(work)) ? {} : undefined;
  },
  async plan(work) {
    const found = await state(work);
    const base = { blast: { count: 0 }, touches: [work.target], inverse: null, effects: [] };
    if (!found) return { ...base, impossible: `there is no repository ${work.target.name} here` };
    const impossible = impossibleOf(found, work.parameters);
    const { diffs = [] } = found;
    return {
      ...base,
      effects: diffs.flatMap(effectsOf),
      inverse: 'each field as it was',
      blast: { count: diffs.length },
      ...(impossible !== undefined && { impossible }),
    };
  },
  async apply(work) {
    const { account, reach, plan, mayWrite, target, parameters } = work;
    await mayWrite();
    return reach.db.withAccount(account, async (tx) => {
      const found = await stateIn(tx, work);
      const diffs = found?.diffs ?? [];
      const now = canonicalJson(diffs.flatMap(effectsOf) as unknown as Json);
      if (!found?.declared)
        return { state: 'failed', because: 'what the revision declared is not known any more' } as const;
      // It was written before, and only the word of it was lost.
      if (diffs.length === 0) return { state: 'applied', receipt: { revision: parameters.revision } } as const;
      if (now !== canonicalJson(plan.effects as unknown as Json))
        return { state: 'failed', because: 'the fleet was changed in between: nothing was written' } as const;
      await writeDeclared(tx, account, diffs.map(forward));
      await keepApplied(tx, account, { source: target.name, revision: parameters.revision, declared: found.declared });
      return { state: 'applied', receipt: { revision: parameters.revision, changes: diffs.length } } as const;
    });
  },
  async verify({ account, reach, plan }, step) {
    const live = await reach.db.withAccount(account, (tx) => readLive(tx, account));
    const wrong = plan.effects.filter(
      (effect) => !holds(live, effect, step === 'apply' ? effect.after : effect.before),
    );
    return wrong.length === 0
      ? { says: 'yes', because: `all ${plan.effects.length} fields are as ${step === 'apply' ? 'declared' : 'before'}` }
      : { says: 'no', because: `${wrong.length} of ${plan.effects.length} fields are not, such as ${wrong[0]?.path}` };
  },
  async undo({ account, reach, plan, mayWrite, target }) {
    await mayWrite();
    return reach.db.withAccount(account, async (tx) => {
      const live = await readLive(tx, account);
      const moved = plan.effects.find((effect) => !holds(live, effect, effect.after));
      if (moved) return { state: 'conflict', because: `${moved.path} does not hold Reeve's value any more` } as const;
      const changes = backward(plan.effects);
      await writeDeclared(tx, account, changes);
      const [source] = await readSource(tx, account, target.name);
      await keepApplied(tx, account, { source: target.name, declared: without(source?.applied ?? [], changes) });
      return { state: 'undone' } as const;
    });
  },
});

interface State {
  readonly prune: boolean;
  readonly newest: string | undefined;
  readonly declared: readonly Declared[] | undefined;
  readonly diffs: readonly Diff[] | undefined;
}

function state(work: Pick<Work<Given>, 'account' | 'target' | 'parameters' | 'reach'> | Work<unknown>) {
  return work.reach.db.withAccount(work.account, (tx) => stateIn(tx, work as Work<Given>));
}

async function stateIn(
  tx: Transaction,
  { account, target, parameters }: Pick<Writing<Given>, 'account' | 'target' | 'parameters'>,
): Promise<State | undefined> {
  const [source] = isPlain(target, 'gitops') ? await readSource(tx, account, target.name) : [];
  if (!source) return undefined;
  const { revision } = parameters;
  const declared = await readDeclared(tx, account, { source: source.id, revision });
  const newest = await newestRevision(tx, account, source.id);
  const diffs = declared && compare(source.applied ?? [], await readLive(tx, account), declared);
  // What is gone from the file stays here, unless somebody said that it may go.
  const wanted = diffs?.filter(({ does }) => source.prune || does !== 'destroy');
  return { prune: source.prune, newest, declared, diffs: wanted };
}

function impossibleOf({ newest, declared, diffs }: State, { revision }: Given): string | undefined {
  if (!declared) return `what ${revision.slice(0, 12)} declares was not read`;
  if (newest !== undefined && newest !== revision)
    return `${newest.slice(0, 12)} is newer than ${revision.slice(0, 12)}`;
  if (diffs && diffs.length > CHANGES_MAX)
    return `it would change ${diffs.length} things, and ${CHANGES_MAX} is the most: bring it in smaller parts`;
  return undefined;
}

function effectsOf({ kind, id, does, fields }: Diff): Effect[] {
  const thing = `${kind}/${id}`;
  const own = fields.map(({ field, live, wanted }) => ({
    path: `${thing}#${field}`,
    before: json(live),
    after: json(wanted),
  }));
  if (does === 'update') return own;
  return [{ path: thing, before: does === 'destroy', after: does === 'create' }, ...own];
}

function forward({ kind, id, does, fields }: Diff): Change {
  return {
    kind,
    id,
    gone: does === 'destroy',
    fields: Object.fromEntries(fields.map(({ field, wanted }) => [field, wanted])),
  };
}

interface Place {
  readonly kind: Declared['kind'];
  readonly id: string;
  /** Absent where the thing itself comes or goes. */
  readonly field?: string;
}

function placeOf({ path }: Effect): Place {
  const [thing = '', field] = path.split('#');
  const slash = thing.indexOf('/');
  const base = { kind: thing.slice(0, slash) as Place['kind'], id: thing.slice(slash + 1) };
  return field === undefined ? base : { ...base, field };
}

function backward(effects: readonly Effect[]): readonly Change[] {
  const changes = new Map<
    string,
    { kind: Place['kind']; id: string; gone: boolean; fields: Record<string, FieldValue> }
  >();
  for (const effect of effects) {
    const { kind, id, field } = placeOf(effect);
    const name = `${kind}/${id}`;
    const change = changes.get(name) ?? { kind, id, gone: false, fields: {} };
    changes.set(name, change);
    if (field === undefined) change.gone = effect.before === false;
    else change.fields[field] = effect.before as FieldValue;
  }
  return [...changes.values()];
}

/** What was brought before this was: the middle of the next comparison. */
function without(applied: readonly Declared[], changes: readonly Change[]): readonly Declared[] {
  const things = new Map(applied.map((thing) => [`${thing.kind}/${thing.id}`, thing]));
  for (const { kind, id, gone, fields } of changes) {
    const name = `${kind}/${id}`;
    if (gone) things.delete(name);
    else things.set(name, { kind, id, fields: { ...things.get(name)?.fields, ...fields } });
  }
  return [...things.values()];
}

function holds(live: readonly Declared[], effect: Effect, wanted: Json): boolean {
  const place = placeOf(effect);
  const thing = live.find(({ kind, id }) => kind === place.kind && id === place.id);
  if (place.field === undefined) return (thing !== undefined) === wanted;
  // The fields of what was made, or is gone, are gone with it.
  if (!thing) return wanted === null;
  return canonicalJson(json(thing.fields[place.field] ?? null)) === canonicalJson(wanted);
}

function json(value: FieldValue): Json {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
