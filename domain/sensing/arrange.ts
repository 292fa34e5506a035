import type { Severity } from '../scales.js';
import { severityRank } from '../scales.js';
import type { Kind } from './sensor.js';

/** As much of an open condition as is needed to see what it belongs under. */
export interface Placed {
  readonly id: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly groups: readonly string[];
  readonly parent: string | null;
}

/** A condition that stands for many of one kind. */
export interface RollUp {
  readonly kind: string;
  readonly group: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly members: readonly string[];
}

export interface Arranged {
  /** Condition to its new parent; null where it stands by itself again. */
  readonly moved: readonly { readonly id: string; readonly parent: string | null }[];
  readonly rollUps: readonly RollUp[];
}

/** So many templates at once are one trouble of what is under all of them. */
const WIDE = 3;
export const ROLL_UP = 'rollup:';
export const EVERYWHERE = 'account/all';

/**
 * What explains what. A child goes under an open condition of a parent's kind that shares its group; of those that nothing explains,
 * so many of one template go under one that stands for them, and so many templates under one for the account.
 */
export function arrange(open: readonly Placed[], kinds: ReadonlyMap<string, Kind>): Arranged {
  const explained = explanations(open, kinds);
  const rollUps: RollUp[] = [];
  const rolled = new Map<string, string>();
  for (const [kind, { rollsUp }] of kinds) {
    if (!rollsUp) continue;
    const alone = open.filter((one) => one.kind === kind && !isRollUp(one) && !explained.has(one.id));
    const groups = byTemplate(alone, rollsUp.least);
    const wide = groups.length >= WIDE;
    const made = wide ? [[EVERYWHERE, groups.flatMap(([, members]) => members)] as const] : groups;
    for (const [group, members] of made) {
      const fingerprint = `${ROLL_UP}${kind}:${group}`;
      rollUps.push({ kind, group, fingerprint, severity: gravest(members), members: members.map(({ id }) => id) });
      for (const { id } of members) rolled.set(id, fingerprint);
    }
  }
  const idOf = new Map(open.filter(isRollUp).map(({ fingerprint, id }) => [fingerprint, id]));
  const moved = open.flatMap((one) => {
    if (isRollUp(one)) return [];
    const fingerprint = rolled.get(one.id);
    // One that is only now to be opened is named by its fingerprint; the store knows its id.
    const parent = explained.get(one.id) ?? (fingerprint === undefined ? null : (idOf.get(fingerprint) ?? fingerprint));
    return parent === one.parent ? [] : [{ id: one.id, parent }];
  });
  return { moved, rollUps };
}

export function isRollUp({ fingerprint }: Pick<Placed, 'fingerprint'>): boolean {
  return fingerprint.startsWith(ROLL_UP);
}

function explanations(open: readonly Placed[], kinds: ReadonlyMap<string, Kind>): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const { id, kind, groups } of open) for (const group of groups) holders.set(`${kind}\n${group}`, id);
  const explained = new Map<string, string>();
  for (const one of open) {
    const parent = (kinds.get(one.kind)?.under ?? [])
      .flatMap(({ kind, by }) =>
        one.groups.filter((group) => group.startsWith(`${by}/`)).map((group) => holders.get(`${kind}\n${group}`)),
      )
      .find((id) => id !== undefined && id !== one.id);
    if (parent !== undefined) explained.set(one.id, parent);
  }
  return explained;
}

function byTemplate(alone: readonly Placed[], least: number): (readonly [string, readonly Placed[]])[] {
  const groups = new Map<string, Placed[]>();
  for (const one of alone) {
    const template = one.groups.find((group) => group.startsWith('template/'));
    if (template === undefined) continue;
    const members = groups.get(template);
    if (members) members.push(one);
    else groups.set(template, [one]);
  }
  return [...groups].filter(([, members]) => members.length >= least);
}

function gravest(members: readonly Placed[]): Severity {
  return members.reduce<Severity>(
    (most, { severity }) => (severityRank(severity) > severityRank(most) ? severity : most),
    'info',
  );
}
