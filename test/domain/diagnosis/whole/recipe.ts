import { parse } from 'yaml';
import type { Files } from '../../../../activities/bundle/files.js';
import type { Expected } from '../judging.js';
import { NOISE } from './neighbours.js';
import { ago, type Json, pod, podSpec, thing } from './pods.js';
import { alert, change, event, matrix, node, NODES, service, vector } from './surroundings.js';
import { deploy, set } from './workloads.js';

/** A case as it is written: each step of `make` is a builder and what it is given; `@{9}` is nine minutes ago. */
interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly question?: string;
  readonly alert?: readonly Parameters<typeof alert>[];
  readonly sources?: Readonly<Record<string, string>>;
  readonly changes?: readonly Parameters<typeof change>[];
  /** Without neighbours. */
  readonly alone?: boolean;
  readonly make: readonly Readonly<Record<string, readonly unknown[]>>[];
  readonly logs?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, { readonly vector?: never; readonly matrix?: never }>>;
  readonly expect: Wanted;
}
interface Wanted {
  readonly fault?: string;
  readonly calm?: string;
  readonly orVerdict?: readonly string[];
  readonly at?: readonly string[];
  /** One group a text, its words apart by `|`. */
  readonly words?: readonly string[];
  readonly or?: readonly string[];
  readonly not?: readonly string[];
  readonly never?: readonly string[];
}
export interface WholeCase {
  readonly id: string;
  readonly title: string;
  readonly files: Files;
  readonly expected: Expected;
}

const BUILDERS: Readonly<Record<string, (...given: never[]) => Json | readonly Json[]>> = {
  ...{ thing, pod, deploy, set, node, service, event, nodes: NODES },
};

export function casesOf(text: string): readonly WholeCase[] {
  const dated = text.replaceAll(/@\{(-?[\d.]+)\}/g, (_, minutes: string) => ago(Number(minutes)));
  return (parse(dated) as readonly Recipe[]).map((recipe) => ({
    id: recipe.id,
    title: recipe.title,
    files: filesOf(recipe),
    expected: expectedOf(recipe.expect),
  }));
}

function made(recipe: Recipe): readonly Json[] {
  return recipe.make.flatMap((step) =>
    Object.entries(step).flatMap(([name, given]) => {
      const build = BUILDERS[name];
      if (!build) throw new Error(`${recipe.id}: no builder is called ${name}`);
      const spread = given.map((one) => {
        const [of, wish] = ((one as { $spec?: readonly [string, never] } | null)?.$spec ?? []) as [string?, never?];
        return of === undefined ? one : podSpec(of, wish ?? {});
      });
      return [build(...(spread as never[]))].flat() as readonly Json[];
    }),
  );
}

/** The files of a bundle, with two to four innocent neighbours; which ones, its id says. */
function filesOf(recipe: Recipe): Files {
  const own = made(recipe);
  const home = own.map((one) => (one['metadata'] as { namespace?: string }).namespace).find(Boolean) ?? 'default';
  const turn = Array.from(recipe.id, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0);
  const beside = recipe.alone
    ? []
    : Array.from({ length: 2 + (turn % 3) }, (_, index) =>
        NOISE[(turn + index) % NOISE.length]!(index % 2 === 0 ? home : 'platform'),
      );
  const { question, sources = {}, metrics } = recipe;
  const asked = {
    objects: 'ok',
    events: 'ok',
    logs: 'ok',
    metrics: metrics ? 'ok' : 'absent',
    changes: 'ok',
    ...sources,
  };
  const files = new Map([
    ['bundle.json', JSON.stringify({ capturedAt: ago(0), cluster: 'harbor-eu2', question, sources: asked })],
    ['objects.json', JSON.stringify({ kind: 'List', items: [...own, ...beside.flatMap(({ objects }) => objects)] })],
  ]);
  if (recipe.alert)
    files.set('alert.json', JSON.stringify({ version: '4', alerts: recipe.alert.map((given) => alert(...given)) }));
  const measured = Object.entries(metrics ?? {}).map(([query, one]) => [
    query,
    one.vector ? vector(one.vector) : matrix(one.matrix ?? []),
  ]);
  if (metrics) files.set('metrics.json', JSON.stringify(Object.fromEntries(measured)));
  if (asked.changes === 'ok') {
    const all = [
      ...(recipe.changes ?? []).map((given) => change(...given)),
      ...beside.flatMap((one) => one.changes ?? []),
    ];
    files.set('changes.json', JSON.stringify(all));
  }
  const logs = Object.assign({}, ...beside.map((one) => one.logs ?? {}), recipe.logs ?? {}) as Record<string, string>;
  if (asked.logs === 'ok') for (const [path, text] of Object.entries(logs)) files.set(`logs/${path}.log`, `${text}\n`);
  return files;
}

function expectedOf({ fault, calm = '', at = [], words = [], ...rest }: Wanted): Expected {
  return {
    verdict: fault === undefined ? calm : 'fault',
    cause: fault ?? null,
    acceptCauses: rest.or ?? [],
    acceptVerdicts: rest.orVerdict ?? [],
    resources: at.map(resourceOf),
    keywordsAllOf: words.map((group) => group.split('|')),
    mustNotCauses: rest.not ?? [],
    mustNotPropose: rest.never ?? [],
  };
}

/** `Pod shop/cart-*`, `Node pool-*`. */
function resourceOf(text: string) {
  const [kind = '', path = ''] = text.split(' ');
  const [space = '', ...name] = path.includes('/') ? path.split('/') : ['', path];
  return { kind, namespace: space, namePattern: name.join('/') };
}
