import type { Files } from '../../../activities/bundle/files.js';
import type { Diagnosis } from '../../../domain/diagnosis/diagnosis.js';

export interface Expected {
  readonly verdict: string;
  readonly cause: string | null;
  readonly acceptCauses?: readonly string[];
  readonly acceptVerdicts?: readonly string[];
  readonly resources: readonly { readonly kind: string; readonly namespace: string; readonly namePattern: string }[];
  readonly keywordsAllOf: readonly (readonly string[])[];
  readonly mustNotCauses: readonly string[];
  readonly mustNotPropose: readonly string[];
}

/** Right, wrong, or honestly not known; and everything that is not as expected. */
export function judge(
  found: Pick<Diagnosis, 'verdict' | 'cause' | 'summary' | 'proposals'>,
  expected: Expected,
): { readonly said: 'right' | 'abstained' | 'wrong'; readonly why: readonly string[] } {
  const why: string[] = [];
  const verdicts = [expected.verdict, ...(expected.acceptVerdicts ?? [])];
  const code = found.cause?.code ?? '';
  const summary = found.summary.toLowerCase();
  if (!verdicts.includes(found.verdict)) why.push(`verdict ${found.verdict}`);
  if (expected.verdict === 'fault' && ![expected.cause, ...(expected.acceptCauses ?? [])].includes(code))
    why.push(`cause ${code}`);
  if (expected.mustNotCauses.includes(code)) why.push(`must not be ${code}`);
  const resource = found.cause?.resource;
  const fits = expected.resources.some(
    ({ kind, namespace, namePattern }) =>
      kind === resource?.kind && namespace === resource.namespace && glob(namePattern).test(resource.name),
  );
  if (expected.verdict === 'fault' && !fits) why.push(`resource ${JSON.stringify(resource)}`);
  for (const group of expected.keywordsAllOf)
    if (!group.some((word) => summary.includes(word.toLowerCase()))) why.push(`no word of ${group.join('|')}`);
  for (const { action } of found.proposals)
    for (const word of expected.mustNotPropose) if (action.includes(word)) why.push(`proposes ${action}`);
  return { said: why.length === 0 ? 'right' : found.verdict === 'unknown' ? 'abstained' : 'wrong', why };
}

function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  );
}

/** The same incident of other people: names, namespaces, registries and times are different, everything else stays. */
export function renamed(files: Files, expected: Expected): readonly [Files, Expected] {
  const objects = JSON.parse(files.get('objects.json') ?? '{"items":[]}') as {
    items: readonly { kind: string; metadata: { name: string; namespace?: string } }[];
  };
  const spaces = new Set(
    objects.items.map(({ metadata }) => metadata.namespace ?? '').filter((name) => name.length > 3),
  );
  const names = objects.items
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Node'].includes(kind))
    .map(({ metadata }) => metadata.name);
  const words = new Map(
    [...new Set([...names, ...spaces])]
      .toSorted((a, b) => b.length - a.length)
      .map((word, place) => [word, `zq${'abcdefghijkl'[place]}-unit${place}`]),
  );
  const swap = (text: string) => {
    let out = text;
    for (const [from, to] of words) out = out.replaceAll(new RegExp(`(?<![a-zA-Z])${from}(?![a-zA-Z])`, 'g'), to);
    return out.replaceAll('registry.harbor.example', 'images.other.test').replaceAll(/\b2026-/g, '2027-');
  };
  const later = (text: string) =>
    text.replaceAll(/\b17(9[0-9]{8})(?=\.\d)/g, (seconds) => String(Number(seconds) + 365 * 86_400));
  const moved = new Map([...files].map(([path, text]) => [swap(path), later(swap(text))]));
  return [moved, JSON.parse(swap(JSON.stringify(expected))) as Expected];
}
