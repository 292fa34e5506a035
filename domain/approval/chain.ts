import type { Role } from '../roles.js';

const HOUR = 3_600_000;

export const STEPS_MAX = 5;
export const WITHIN_MS = { least: 60_000, most: 30 * 24 * HOUR } as const;
export const DEADLINES = ['reject', 'escalate', 'approve'] as const;
/** Who only looks has no vote. */
export const STEP_ROLES = ['operator', 'approver', 'admin'] as const satisfies readonly Role[];

/** One step: so many of these people, before this time is over. */
export interface Step {
  readonly name: string;
  readonly role: Role;
  /** How many different people must say yes. */
  readonly quorum: number;
  readonly withinMs: number;
  readonly onDeadline: (typeof DEADLINES)[number];
  /** False where a button in a chat is not enough. */
  readonly chat: boolean;
}

export interface Chain {
  readonly steps: readonly Step[];
}

const oneApprover = (name: string, withinMs: number): Chain => ({
  steps: [{ name, role: 'approver', quorum: 1, withinMs, onDeadline: 'reject', chat: true }],
});

/** Who is asked, and for how long, where an account says nothing else. */
export const CHAINS: Readonly<Record<string, Chain>> = {
  fleet_autonomy: oneApprover('Fleet Autonomy Actions', 4 * HOUR),
  cve_responder: oneApprover('CVE Response Actions', 8 * HOUR),
  sdwan_manager: oneApprover('SDWAN Manager Actions', 4 * HOUR),
  disk_image_manager: oneApprover('Disk Image Manager Actions', 12 * HOUR),
  runtime_manager: oneApprover('Runtime Manager Actions', 4 * HOUR),
  manual_operations: oneApprover('Manual Operations', 4 * HOUR),
  assistant: oneApprover('Assistant Requests', 5 * 60_000),
};
export const DEFAULT_CHAIN = 'manual_operations';

/** The account's own chain of that name, else the one that comes with Reeve. */
export function chainNamed(name: string, own: Readonly<Record<string, Chain>> = {}): Chain {
  return own[name] ?? CHAINS[name] ?? CHAINS[DEFAULT_CHAIN] ?? oneApprover('Manual Operations', 4 * HOUR);
}

/** A fault in one sentence, or undefined. What the shape of a step can not say. */
export function chainFault({ steps }: Chain): string | undefined {
  if (steps.at(-1)?.onDeadline === 'escalate')
    return 'the last step can not escalate: nobody comes after it, so let its deadline reject';
  const names = steps.map(({ name }) => name);
  return new Set(names).size < names.length ? 'two steps have one name: people could not tell them apart' : undefined;
}

/** Two people, and never from a chat button. */
export function hardened({ steps }: Chain): Chain {
  return { steps: steps.map((step) => ({ ...step, quorum: Math.max(2, step.quorum), chat: false })) };
}

const STERN = ['approve', 'escalate', 'reject'] as const;

/**
 * Several asks make one request: steps of equal approvers become one, with the higher quorum and the earlier deadline. Steps
 * of one chain stay apart, in their order, as who escalates within a role means to ask again.
 */
export function mergeChains(chains: readonly Chain[]): Chain {
  const merged: Step[] = [];
  for (const { steps } of chains) {
    const taken = new Set<number>();
    for (const step of steps) {
      const found = merged.findIndex(({ role }, index) => role === step.role && !taken.has(index));
      const same = merged[found];
      if (same) merged[found] = mergeSteps(same, step);
      else merged.push(step);
      taken.add(same ? found : merged.length - 1);
    }
  }
  return { steps: merged };
}

/** Silence is a yes only where the action says that it may be; everywhere else it is a no. */
export function heardSilence({ steps }: Chain, mayPass: boolean): Chain {
  if (mayPass) return { steps };
  return { steps: steps.map((step) => (step.onDeadline === 'approve' ? { ...step, onDeadline: 'reject' } : step)) };
}

function mergeSteps(a: Step, b: Step): Step {
  const sterner = STERN.indexOf(a.onDeadline) >= STERN.indexOf(b.onDeadline) ? a : b;
  return {
    name: a.name === b.name ? a.name : `${a.name}, ${b.name}`,
    role: a.role,
    quorum: Math.max(a.quorum, b.quorum),
    withinMs: Math.min(a.withinMs, b.withinMs),
    onDeadline: sterner.onDeadline,
    chat: a.chat && b.chat,
  };
}
