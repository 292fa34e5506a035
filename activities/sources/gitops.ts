import { parse } from 'yaml';
import { compare, type Diff } from '../../domain/gitops/compare.js';
import { readDocument } from '../../domain/gitops/document.js';
import { keepGitopsRun, readLive, type RunEnd, type SourceRow, takeDueSources } from '../store/fleet/gitops.js';
import type { Source, SourceReach } from './source.js';

const EVERY_MS = 5 * 60_000;
const FILE = 'fleet.yaml';
const ALIASES_MAX = 100;

/** Reads what repositories declare, and writes down how the fleet differs from it. One that fails hides no other. */
export const gitops: Source = {
  id: 'gitops_source',
  agent: 'fleet_autonomy',
  async gather(reach, account, signal) {
    const due = await reach.db.withAccount(account, (tx) => takeDueSources(tx, account, EVERY_MS));
    const ends: RunEnd[] = [];
    for (const source of due) ends.push(await readOne(reach, { account, source, signal }));
    for (const end of ends) await reach.db.withAccount(account, (tx) => keepGitopsRun(tx, account, end));
    const failed = ends.filter(({ state }) => state === 'failed');
    if (failed[0]) throw new Error(failed.map(({ source, error }) => `${source}: ${error}`).join('; '));
    return { looked: ends.length };
  },
};

async function readOne(
  { git, db }: SourceReach,
  { account, source, signal }: { readonly account: string; readonly source: SourceRow; readonly signal: AbortSignal },
): Promise<RunEnd> {
  const base = { source: source.id, diffs: [], left: [] } as const;
  const path = [source.folder.replaceAll(/^\/+|\/+$/g, ''), FILE].filter((part) => part !== '').join('/');
  try {
    const { id, url, branch } = source;
    const { revision, text } = await git.fetchFile({ account, id, url, branch, path }, signal);
    const document = readDocument(parsed(text));
    if ('mistakes' in document)
      return {
        ...base,
        state: 'failed',
        revision,
        error: `${path} at ${revision.slice(0, 12)} does not fit: ${document.mistakes.join('; ')}`,
      };
    const live = await db.withAccount(account, (tx) => readLive(tx, account));
    const all = compare(source.applied ?? [], live, document.things);
    const stays = (diff: Diff) => diff.does === 'destroy' && !source.prune;
    const diffs = all.filter((diff) => !stays(diff));
    const left = all.filter(stays).map(({ kind, id }) => ({ does: 'left', kind, id }) as const);
    return { source: source.id, state: 'success', revision, declared: document.things, diffs, left, error: '' };
  } catch (error) {
    return { ...base, state: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: ALIASES_MAX, schema: 'core', customTags: [] });
  } catch (error) {
    const [first = 'it can not be read'] = (error as Error).message.split('\n');
    throw new Error(`it is no YAML: ${first}`, { cause: error });
  }
}
