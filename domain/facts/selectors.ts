import type { Thing } from './bundle.js';
import { listAt, pairsAt, recordAt, textAt } from './reading.js';

type Labels = Readonly<Record<string, string>>;

/** Whether an object that chooses pods by their labels chooses these; one without a selector chooses none. */
export function selects({ kind, raw }: Thing, labels: Labels): boolean {
  if (kind === 'Service') {
    const wanted = pairsAt(raw, 'spec', 'selector');
    return Object.keys(wanted).length > 0 && holdsAll(wanted, labels);
  }
  return kind === 'NetworkPolicy'
    ? matches(recordAt(raw, 'spec', 'podSelector'), labels)
    : matches(recordAt(raw, 'spec', 'selector'), labels);
}

/** The labels that whatever is chosen must have; a selector may ask for more. */
export function wantedLabels({ kind, raw }: Thing): Labels {
  if (kind === 'Service') return pairsAt(raw, 'spec', 'selector');
  return pairsAt(raw, 'spec', kind === 'NetworkPolicy' ? 'podSelector' : 'selector', 'matchLabels');
}

export function holdsAll(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** A label selector of Kubernetes; an empty one matches everything. */
export function matches(selector: unknown, labels: Labels): boolean {
  return (
    holdsAll(pairsAt(selector, 'matchLabels'), labels) &&
    listAt(selector, 'matchExpressions').every((one) => {
      const value = labels[textAt(one, 'key')];
      const values = listAt(one, 'values');
      const operator = textAt(one, 'operator');
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
