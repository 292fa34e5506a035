import { CAUSES, familyOf } from '../diagnosis/causes/index.js';
import { clip, clipStart } from '../wording.js';
import { nameOf, type Ref, type Source } from './bundle.js';
import type { Clue, Fact } from './fact.js';
import { FAMILIES } from './index.js';
import { ownPools } from './own-pool.js';
import { hear } from './sayings.js';
import { silentPeers } from './silent-peers.js';
import { surroundingsOf } from './surroundings.js';
import { unreadBy } from './unread.js';
import type { Scene } from './scene.js';

const QUOTE_MAX = 400;
const QUOTE_HEAD = 250;
const NOWHERE: Ref = { kind: 'Cluster', namespace: '', name: '' };

/** Several causes are one kind of fact: the fact says what was seen, the cause why. */
const KIND_OF_FAMILY: Readonly<Record<string, string>> = { image: 'image_pull', scheduling: 'failed_scheduling' };
const KIND_OF_CODE: Readonly<Record<string, string>> = {
  ...{ 'container.oom_killed': 'oom_killed', 'app.native_crash': 'process_crash' },
  ...{ 'config.configmap_missing': 'container_config', 'config.secret_missing': 'container_config' },
  ...{ 'config.key_missing': 'container_config', 'rollout.regression': 'recent_deploy' },
  ...{ 'node.memory_pressure': 'resource_pressure', 'node.disk_pressure': 'resource_pressure' },
  ...{ 'dependency.unreachable': 'upstream_degraded', 'dependency.slow': 'upstream_degraded' },
  ...{ 'dependency.erroring': 'upstream_degraded', 'database.migration_failed': 'migration_failed' },
  ...{ 'database.permission_denied': 'db_permission', 'middleware.membership_stale': 'membership_degraded' },
};

export function kindOf(code: string): string {
  return KIND_OF_CODE[code] ?? KIND_OF_FAMILY[familyOf(code)] ?? code.replace(/[.-]/g, '_');
}

/** A clue with the id of its fact. */
export type Found = Clue & { readonly id: string };

export interface Collected {
  readonly found: readonly Found[];
  readonly facts: readonly Fact[];
}

/** Runs every rule. The order of what was captured never shows: clues are sorted by what they say. */
export function collect(scene: Scene): Collected {
  const own = [...FAMILIES.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule(scene))), ...hear(scene, FAMILIES)];
  const clues = ownPools(scene, [...own, ...silentPeers(scene, own)]);
  const unique = new Map<string, Clue>();
  for (const clue of clues) {
    const key = sortKey(clue);
    const before = unique.get(key);
    if (!before || before.confidence < clue.confidence) unique.set(key, clue);
  }
  const sorted = [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, clue]) => clue);
  const found = sorted.map((clue, index) => ({ ...clue, id: `f${index + 1}`, quote: shorten(clue.quote) }));
  return { found, facts: [...found.map(factOf), ...notFound(scene, found), ...surroundingsOf(scene)] };
}

function sortKey({ code, about, source, quote, current }: Clue): string {
  return [kindOf(code), nameOf(about), source, code, quote, current].join('\n');
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  // The end of a long message tells as much as its beginning: tools put the reason last.
  return line.length > QUOTE_MAX
    ? `${clip(line, QUOTE_HEAD)} ${clipStart(line, QUOTE_MAX - QUOTE_HEAD - 5).slice(2)}`
    : line;
}

function factOf({ id, code, confidence, about, quote, source, at, current, says }: Found): Fact {
  const because = `${nameOf(about)} ${says}${current ? '' : ' (not any more)'}`;
  return {
    id,
    kind: kindOf(code),
    verdict: 'found',
    confidence: round(confidence),
    subject: about,
    evidence: { quote, because },
    source,
    at,
  };
}

/** What was looked for and is not there; where a source could not be read, nobody knows. */
function notFound(scene: Scene, found: readonly Found[]): readonly Fact[] {
  const kinds = new Set(found.map(({ code }) => kindOf(code)));
  const rest = new Map<string, { readonly name: string; readonly reads: readonly Source[] }>();
  for (const family of FAMILIES)
    for (const { code } of CAUSES)
      if (familyOf(code) === family.name && !kinds.has(kindOf(code))) rest.set(kindOf(code), family);
  return [...rest].map(([kind, { name, reads }]) => {
    const unread = [
      ...reads.filter((source) => scene.state(source) === 'unavailable'),
      ...unreadBy(scene.bundle, name),
    ];
    const base = { id: `n-${kind}`, kind, subject: NOWHERE, source: reads[0] ?? 'objects', at: scene.now };
    return unread.length > 0
      ? {
          ...base,
          verdict: 'unknown',
          confidence: 0,
          evidence: { quote: '', because: `${unread.join(' and ')} could not be read` },
        }
      : {
          ...base,
          verdict: 'absent',
          confidence: 0.85,
          evidence: { quote: '', because: `nothing in ${reads.join(', ')} says so` },
        };
  });
}

export function round(share: number): number {
  return Math.round(share * 100) / 100;
}
