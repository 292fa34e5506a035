/** What a repository may declare: everything else of the fleet is seen, not declared. */
export const DECLARED = {
  template: ['title', 'configHash', 'modules'],
  module: ['enabled', 'version'],
  node: ['template', 'lifecycle', 'enabled', 'region', 'configHash'],
  assignment: ['version', 'enabled'],
} as const;
export type DeclaredKind = keyof typeof DECLARED;
export type FieldValue = string | number | boolean | null | readonly string[];

/** One thing, by what it is and its name; assignments are named `node/module`. */
export interface Declared {
  readonly kind: DeclaredKind;
  readonly id: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

export type Document = { readonly things: readonly Declared[] } | { readonly mistakes: readonly string[] };

export const DOCUMENT_BYTES_MAX = 1024 * 1024;
const THINGS_MAX = 20_000;
const MISTAKES_MAX = 20;
const LISTS: Readonly<Record<string, DeclaredKind>> = {
  ...{ templates: 'template', modules: 'module', nodes: 'node', assignments: 'assignment' },
};
/** Taken and left alone: who the file is for, and what others keep beside it. */
const BESIDE = new Set(['version', 'account', 'fleet', 'provider_configs']);
const LIFECYCLES = ['persistent', 'ephemeral', 'spot'];

type Reader = (value: unknown) => FieldValue | undefined;
const name: Reader = (value) =>
  typeof value === 'string' && /^[\p{L}\p{N}][\p{L}\p{N}._:@+-]{0,119}$/u.test(value) ? value : undefined;
const short: Reader = (value) =>
  typeof value === 'string' && value.length <= 200 && !/\p{Cc}/u.test(value) ? value : undefined;
const truth: Reader = (value) => (typeof value === 'boolean' ? value : undefined);
const version: Reader = (value) =>
  value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 2 ** 31)
    ? value
    : undefined;
const hash: Reader = (value) => (value === null ? null : short(value));
const names: Reader = (value) =>
  Array.isArray(value) && value.length <= 400 && value.every((one) => name(one) !== undefined)
    ? [...new Set(value as string[])].toSorted()
    : undefined;

const READERS: Readonly<Record<DeclaredKind, Readonly<Record<string, Reader>>>> = {
  template: { title: short, configHash: hash, modules: names },
  module: { enabled: truth, version },
  node: {
    ...{ template: name, enabled: truth, region: short, configHash: hash },
    lifecycle: (value) => (typeof value === 'string' && LIFECYCLES.includes(value) ? value : undefined),
  },
  assignment: { version, enabled: truth },
};

/** Reads what was parsed of a `fleet.yaml`. It is whole or it is nothing: half of a fleet would look like a fleet that shrank. */
export function readDocument(sent: unknown): Document {
  if (sent === null || typeof sent !== 'object' || Array.isArray(sent))
    return { mistakes: ['it is no mapping with templates, modules, nodes or assignments'] };
  const mistakes: string[] = [];
  const things: Declared[] = [];
  for (const [key, value] of Object.entries(sent)) {
    const kind = LISTS[key];
    if (BESIDE.has(key)) continue;
    if (!kind)
      mistakes.push(`${shown(key)}: is not known here: there is ${[...Object.keys(LISTS), ...BESIDE].join(', ')}`);
    else if (!Array.isArray(value)) mistakes.push(`${key}: must be a list`);
    else readList(key, kind, value, { things, mistakes });
  }
  if (things.length > THINGS_MAX) mistakes.push(`it declares ${things.length} things, and ${THINGS_MAX} is the most`);
  const seen = new Set<string>();
  for (const { kind, id } of things) {
    if (seen.has(`${kind} ${id}`)) mistakes.push(`${kind} ${shown(id)}: is declared twice`);
    seen.add(`${kind} ${id}`);
  }
  return mistakes.length > 0 ? { mistakes: mistakes.slice(0, MISTAKES_MAX) } : { things };
}

function readList(
  key: string,
  kind: DeclaredKind,
  list: readonly unknown[],
  { things, mistakes }: { readonly things: Declared[]; readonly mistakes: string[] },
): void {
  for (const [at, value] of list.entries()) {
    const found = readThing(kind, value);
    if (typeof found === 'string') mistakes.push(`${key}[${at}]: ${found}`);
    else things.push(found);
    if (mistakes.length >= MISTAKES_MAX) return;
  }
}

function readThing(kind: DeclaredKind, value: unknown): Declared | string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'must be a mapping';
  const given = value as Readonly<Record<string, unknown>>;
  const keys = kind === 'assignment' ? ['node', 'module'] : ['name'];
  const ids = keys.map((key) => name(given[key]));
  if (ids.includes(undefined)) return `needs ${keys.join(' and ')}, of letters, digits, dots, dashes and underscores`;
  const fields: Record<string, FieldValue> = {};
  for (const [field, said] of Object.entries(given)) {
    if (keys.includes(field)) continue;
    const reader = Object.hasOwn(READERS[kind], field) ? READERS[kind][field] : undefined;
    if (!reader) return `has "${shown(field)}", and there is ${[...keys, ...DECLARED[kind]].join(', ')}`;
    const read = reader(said);
    if (read === undefined) return `${field}: ${shown(JSON.stringify(said) ?? '')} does not fit`;
    fields[field] = read;
  }
  return { kind, id: ids.join('/'), fields };
}

function shown(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 60);
}
