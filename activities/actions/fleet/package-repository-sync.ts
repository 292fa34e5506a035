import { z } from 'zod';
import { isDatabaseAway } from '../../../domain/away.js';
import { isPlain, targetName } from '../../../domain/proposal.js';
import { below } from '../../sources/index-file.js';
import { syncRepository } from '../../sources/package-index.js';
import { seeRepository, type RepositorySeen } from '../../store/fleet/package-index.js';
import { type Attempt, defineAction, type Work } from '../action.js';
import { shownUrl } from '../http-webhook.js';
import { nothing } from './on-node.js';

/** Reads what a repository of packages offers now. Nothing outside of Reeve is changed by it. */
export const packageRepositorySync = defineAction<Record<string, never>>({
  card: {
    ...{ id: 'package-repository-sync', version: 1, title: 'Read a package repository' },
    ...{ category: 'system.package_repository.sync', verb: 'auto_approve' },
    ...{ class: 'observe', risk: 'low', undo: 'none', provider: 'target', needs: [] },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 0, deadlineMs: 60_000, holdMs: 0 },

  sight: async (work) => (await repositoryOf(work)) && {},
  async plan(work) {
    const { target } = work;
    const found = await repositoryOf(work);
    if (!found) return nothing(target, `there is no ${targetName(target)}: import it first`);
    const wrong = whyNot(found);
    const [from, read] = [wrong === undefined ? shownUrl(found.url) : found.id, readAt(found)];
    return {
      effects: [
        { path: 'index', before: null, after: `${found.kind} ${from}${found.suite === '' ? '' : ` ${found.suite}`}` },
        { path: 'read', before: read, after: 'now', volatile: true },
        { path: 'packages', before: found.packages, after: null, volatile: true },
      ],
      inverse: null,
      blast: { count: 1 },
      touches: [target],
      ...(wrong !== undefined && { impossible: wrong }),
    };
  },
  async apply(work): Promise<Attempt> {
    const { account, target, reach, signal } = work;
    await work.mayWrite();
    const { db, privateHosts = [] } = reach;
    try {
      return { state: 'applied', receipt: await syncRepository({ db, privateHosts }, account, target.name, signal) };
    } catch (error) {
      if (signal.aborted || isDatabaseAway(error)) throw error;
      // A mirror that is away says nothing of who wished that it be read.
      return { state: 'failed', because: (error as Error).message, fault: 'transient', fromOutside: true };
    }
  },
  async verify(work) {
    const found = await repositoryOf(work);
    if (!found) return { says: 'no', because: `there is no ${targetName(work.target)} any more` };
    const { id, error, packages } = found;
    if (error !== '') return { says: 'no', because: `${id} could not be read: ${error}` };
    const before = work.plan.effects.find(({ path }) => path === 'read')?.before ?? null;
    const read = readAt(found);
    return read !== null && read !== before
      ? { says: 'yes', because: `${id} was read at ${read} and offers ${packages} packages` }
      : { says: 'no', because: `${id} was not read since ${read ?? 'it was imported'}` };
  },
  undo: () => Promise.resolve({ state: 'none', because: 'what was read is not forgotten: read it again' }),
});

function repositoryOf({ account, target, reach }: Pick<Work<unknown>, 'account' | 'target' | 'reach'>) {
  return isPlain(target, 'repository')
    ? reach.db.withAccount(account, (tx) => seeRepository(tx, account, target.name))
    : Promise.resolve(undefined);
}

function readAt({ syncedAt }: RepositorySeen): string | null {
  return syncedAt === null ? null : new Date(syncedAt).toISOString();
}

function whyNot({ id, url, enabled }: RepositorySeen): string | undefined {
  if (!enabled) return `${id} is switched off: import it with enabled: true first`;
  try {
    below(url, 'Release');
    return undefined;
  } catch (error) {
    return `${id} can not be read: ${(error as Error).message}`;
  }
}
