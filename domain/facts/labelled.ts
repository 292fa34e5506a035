import { grouped } from './grouping.js';
import { holdsAll } from './selectors.js';

type Labels = Readonly<Record<string, string>>;

interface Labelled {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
}

/** Objects by what they are labelled with: thousands of selectors and thousands of objects are not held against each other. */
export interface ByLabels<T> {
  /** Those that have all of these labels: the same list for the same labels. */
  readonly holding: (namespace: string, wanted: Labels) => readonly T[];
  /** Those that have all of these keys, and some of the values: the same list for the same labels. */
  readonly partly: (namespace: string, wanted: Labels) => readonly T[];
  /** Those with this value under any label. */
  readonly valued: (namespace: string, value: string) => readonly T[];
  /** Those whose name begins so. */
  readonly named: (namespace: string, prefix: string) => readonly T[];
}

export function byLabels<T extends Labelled>(things: readonly T[]): ByLabels<T> {
  const pairs = things.flatMap((thing) =>
    Object.entries(thing.labels).map(([key, value]) => ({ thing, key, value, space: thing.namespace })),
  );
  const bySpace = grouped(things, ({ namespace }) => namespace);
  const byPair = grouped(pairs, ({ space, key, value }) => `${space} ${key}=${value}`);
  const byValue = grouped(pairs, ({ space, value }) => `${space} ${value}`);
  const sorted = new Map([...bySpace].map(([space, all]) => [space, all.toSorted(byName)]));
  const holding = onceFor<T>((namespace, wanted) => {
    const [rarest] = Object.entries(wanted)
      .map(([key, value]) => byPair.get(`${namespace} ${key}=${value}`) ?? [])
      .toSorted((a, b) => a.length - b.length);
    const near = rarest?.map(({ thing }) => thing) ?? bySpace.get(namespace) ?? [];
    return near.filter((thing) => holdsAll(wanted, thing.labels));
  });
  const partly = onceFor<T>((namespace, wanted) => {
    const some = Object.entries(wanted).flatMap(([key, value]) => holding(namespace, { [key]: value }));
    const keys = Object.keys(wanted);
    return [...new Set(some)].filter(({ labels }) => keys.every((key) => Object.hasOwn(labels, key)));
  });
  return {
    holding,
    partly,
    valued: (namespace, value) => [...new Set((byValue.get(`${namespace} ${value}`) ?? []).map(({ thing }) => thing))],
    named(namespace, prefix) {
      const all = sorted.get(namespace) ?? [];
      const found: T[] = [];
      for (let place = firstFrom(all, prefix); all[place]?.name.startsWith(prefix); place += 1)
        found.push(all[place] as T);
      return found;
    },
  };
}

type Look<T> = (namespace: string, wanted: Labels) => readonly T[];

function onceFor<T>(look: Look<T>): Look<T> {
  const known = new Map<string, readonly T[]>();
  return (namespace, wanted) => {
    const asked = JSON.stringify([namespace, ...Object.entries(wanted).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
    const before = known.get(asked);
    if (before) return before;
    const found = look(namespace, wanted);
    known.set(asked, found);
    return found;
  };
}

function byName(one: Labelled, other: Labelled): number {
  return one.name < other.name ? -1 : Number(one.name > other.name);
}

/** The place of the first name that is not before this one, among sorted names. */
function firstFrom(sorted: readonly Labelled[], name: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
