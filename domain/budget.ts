import type { Plan } from './plan.js';
import type { Proposal } from './proposal.js';
import { type Target, targetName } from './proposal.js';

const HOUR = 3_600_000;

/** Acts an hour and fixes a day, where an account says nothing else. Consent of a module has no default: unlimited. */
export const LIMITS: Readonly<Record<string, number>> = {
  'act/target': 3,
  'act/group': 10,
  'act/account': 30,
  fix: 3,
};

export interface Bucket {
  readonly kind: 'rate' | 'fix' | 'consent';
  /** What is counted together. */
  readonly bucket: string;
  /** The name under which a limit is set. */
  readonly limit: string;
  readonly windowMs: number;
}

/** Everything that one act counts against. */
export function bucketsOf({ action, target, by }: Proposal, plan: Plan | undefined): readonly Bucket[] {
  const name = targetName(target);
  const rate = (limit: string, of: string): Bucket => ({
    kind: 'rate',
    bucket: `${limit}/${of}`,
    limit,
    windowMs: HOUR,
  });
  const byItself = by.kind === 'agent';
  return [
    rate('act/target', name),
    rate('act/group', groupOf(target)),
    rate('act/account', ''),
    ...(byItself ? [{ kind: 'fix', bucket: `fix/${action}/${name}`, limit: 'fix', windowMs: 24 * HOUR } as const] : []),
    ...(byItself ? modulesOf(plan).map(consentBucket) : []),
  ];
}

function consentBucket(module: string): Bucket {
  return { kind: 'consent', bucket: `consent/${module}`, limit: `consent/${module}`, windowMs: 24 * HOUR };
}

/** Modules are found in what the plan touches, never in what the proposer says. */
function modulesOf(plan: Plan | undefined): readonly string[] {
  return (plan?.touches ?? []).filter(({ kind }) => kind === 'module').map(({ name }) => name);
}

/** A namespace where there is one, else everything of the same kind. */
function groupOf({ cluster, namespace, kind }: Target): string {
  return namespace === undefined ? kind : [cluster, namespace].filter((part) => part !== undefined).join('/');
}
