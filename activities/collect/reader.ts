import { listAt, recordAt, textAt } from '../../domain/facts/reading.js';
import { type Answered, type Kubernetes, METADATA_ONLY } from '../adapters/kubernetes.js';
import type { KindSpec } from './kinds.js';
import { trimmed } from './trim.js';

export type Standing = 'ok' | 'absent' | 'partial' | 'denied' | 'unavailable';

/** What came of asking for the objects of a kind. */
export interface Reading {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly state: Standing;
  /** Why it is not whole, in a few words, and which right is missing. */
  readonly why: string;
}

export interface Where {
  readonly namespace?: string;
  readonly fields?: string;
  readonly labels?: string;
}

/** The questions of all collectors at one cluster: each is asked once, within bounds for all of them together. */
export interface Reader {
  readonly list: (spec: KindSpec, where?: Where) => Promise<Reading>;
  readonly text: (path: string, more?: { readonly accept?: string; readonly bytesMax?: number }) => Promise<Answered>;
  readonly hasApi: (api: string) => Promise<boolean | undefined>;
}

export const READER_BOUNDS = {
  pageObjects: 500,
  pageBytesMax: 48 * 2 ** 20,
  listObjectsMax: 10_000,
  objectsMax: 40_000,
  bytesMax: 160 * 2 ** 20,
};

const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function openReader(kubernetes: Kubernetes, signal: AbortSignal): Reader {
  const asked = new Map<string, Promise<Reading>>();
  const spent = { objects: 0, bytes: 0 };
  let groups: Promise<ReadonlySet<string> | undefined> | undefined;
  const reader: Reader = {
    list(spec, where = {}) {
      // Such a name comes from an object, and would lead to another path.
      if (where.namespace !== undefined && !NAMESPACE.test(where.namespace))
        return Promise.resolve({ items: [], state: 'absent', why: '' });
      const path = pathOf(spec, where);
      const known = asked.get(path);
      if (known) return known;
      const reading = (async () => {
        const has = spec.extension ? await reader.hasApi(spec.api) : true;
        if (has === false) return { items: [], state: 'absent', why: '' } as const;
        return readPages({ spec, where, path }, { kubernetes, signal, spent });
      })();
      asked.set(path, reading);
      return reading;
    },
    text: (path, more = {}) => kubernetes.ask(path, { ...more, signal }),
    async hasApi(api) {
      groups ??= readGroups(kubernetes, signal);
      return (await groups)?.has(api);
    },
  };
  return reader;
}

async function readGroups(kubernetes: Kubernetes, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
  const answer = await kubernetes.ask('/apis', { signal, bytesMax: 4 * 2 ** 20 });
  if (answer.state !== 'ok') return undefined;
  const versions = listAt(parsed(answer.text), 'groups').flatMap((group) =>
    listAt(group, 'versions').map((version) => textAt(version, 'groupVersion')),
  );
  return new Set(versions);
}

function pathOf({ api, plural }: KindSpec, { namespace, fields, labels }: Where): string {
  const root = api === 'v1' ? '/api/v1' : `/apis/${api}`;
  const of = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const query = new URLSearchParams({
    ...(fields !== undefined && { fieldSelector: fields }),
    ...(labels !== undefined && { labelSelector: labels }),
    limit: String(READER_BOUNDS.pageObjects),
  });
  return `${root}${of}/${plural}?${query.toString()}`;
}

interface Spent {
  objects: number;
  bytes: number;
}

async function readPages(
  { spec, where, path }: { readonly spec: KindSpec; readonly where: Where; readonly path: string },
  {
    kubernetes,
    signal,
    spent,
  }: { readonly kubernetes: Kubernetes; readonly signal: AbortSignal; readonly spent: Spent },
): Promise<Reading> {
  const items: Record<string, unknown>[] = [];
  let next = '';
  do {
    const accept = spec.namesOnly ? { accept: METADATA_ONLY } : {};
    const bytesMax = Math.min(READER_BOUNDS.pageBytesMax, Math.max(0, READER_BOUNDS.bytesMax - spent.bytes));
    const page = await kubernetes.ask(next === '' ? path : `${path}&continue=${encodeURIComponent(next)}`, {
      ...{ ...accept, signal, bytesMax },
    });
    if (page.state !== 'ok') return refused(items, page, spec, where);
    const list = parsed(page.text);
    if (list === undefined) return cut(items, 'the API server answered with something that is no list');
    spent.bytes += page.text.length;
    for (const one of listAt(list, 'items')) items.push(trimmed(one, spec));
    next = textAt(recordAt(list, 'metadata'), 'continue');
    spent.objects += listAt(list, 'items').length;
    if (next !== '' && (items.length >= READER_BOUNDS.listObjectsMax || spent.objects >= READER_BOUNDS.objectsMax))
      return cut(items, `there are more than the ${items.length} that were read`);
  } while (next !== '');
  return { items, state: items.length === 0 ? 'absent' : 'ok', why: '' };
}

function cut(items: Reading['items'], why: string): Reading {
  return { items, state: items.length === 0 ? 'unavailable' : 'partial', why };
}

function refused(items: Reading['items'], answer: Exclude<Answered, { state: 'ok' }>, spec: KindSpec, where: Where) {
  // No such kind is known there: then there is none of it.
  if (answer.state === 'missing') return { items, state: 'absent', why: '' } as const;
  if (answer.state === 'denied')
    return { items, state: 'denied', why: rightOf('list', spec, where.namespace) } as const;
  return cut(items, items.length > 0 ? `after ${items.length} of them ${answer.because}` : answer.because);
}

/** The right that would have to be granted. */
export function rightOf(verb: string, { plural, api }: Pick<KindSpec, 'plural' | 'api'>, namespace?: string): string {
  const group = api.includes('/') ? `.${api.split('/')[0]}` : '';
  return `the account may not ${verb} ${plural}${group}${namespace === undefined ? '' : ` in namespace ${namespace}`}: grant "${verb}" on "${plural}"`;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As `bundle.json` says it of a source. */
export function saidOf({ state, why }: Pick<Reading, 'state' | 'why'>): string {
  return why === '' ? state : `${state}: ${why}`;
}
