import { canonicalJson, type Json } from './canonical-json.js';
import type { Digest } from './ledger.js';
import type { Severity } from './scales.js';

export const ORIGINS = ['fleet', 'incident', 'patrol', 'upgrade', 'trust', 'assistant', 'person'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Something that Reeve can change: named the way the source that observed it names it. */
export interface Target {
  /** What it is: `flag`, `job`, `endpoint`, `instance`, `Deployment` … */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly cluster?: string;
}

/** A wish for a change, by an agent or a person. It changes nothing by itself. */
export interface Proposal {
  readonly account: string;
  /** Unique in its account: the same wish twice is one wish. */
  readonly key: string;
  readonly action: string;
  readonly target: Target;
  readonly parameters: { readonly [name: string]: Json };
  readonly by: { readonly kind: 'person' | 'agent'; readonly id: string };
  /** The person on whose behalf an agent asks. */
  readonly forUser?: string;
  readonly origin: Origin;
  readonly severity: Severity;
  /** Ids of the facts or observations that led here. */
  readonly why: readonly string[];
  readonly summary: string;
  readonly correlation: string;
  /** A proposal that this one takes the place of, after changes were asked for. */
  readonly supersedes?: string;
  /** A change that has ended and that this one puts back. */
  readonly undoes?: string;
  /** An intervention whose approved plan granted this one. */
  readonly parent?: string;
}

/** How a target is written in rows, ledger subjects and search attributes. */
export function targetName({ cluster, namespace, kind, name }: Target): string {
  return [cluster, namespace, kind, name].filter((part) => part !== undefined).join('/');
}

/**
 * Whether it is named by this kind and its name alone. What stands in no cluster and no namespace has one name: under a second
 * one it would have a scope, leases and budgets beside its own.
 */
export function isPlain({ kind, namespace, cluster }: Target, wanted: string): boolean {
  return kind === wanted && namespace === undefined && cluster === undefined;
}

/** What `targetName` made of a target that stands in no cluster and no namespace. */
export function plainTarget(name: string): Target {
  const at = name.indexOf('/');
  return { kind: name.slice(0, at), name: name.slice(at + 1) };
}

/** The account is left out: rows carry it beside. */
export function sameTarget(a: Target, b: Target): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.cluster === b.cluster;
}

/** The key under which an effect is left in the world: the same on every retry and after every crash. */
export function effectKey({ account, key }: Pick<Proposal, 'account' | 'key'>, step: string, digest: Digest): string {
  return digest(canonicalJson([account, key, step]));
}
