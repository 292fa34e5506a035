import type { Change } from '../../domain/change.js';
import type { CommonFlags } from './command.js';

type ToldChange = Omit<Change, 'at'> & { readonly at: string };
type Told = { readonly changes: readonly ToldChange[] } | { readonly why: string };

const CHANGES_MAX = 500;

/** What a Reeve was told of changes. That it can't be asked must not keep anybody from a diagnosis. */
export async function toldChanges(flags: CommonFlags & { readonly url: string }, sinceMs: number): Promise<Told> {
  const [{ loadConfig }, { readEnvironment }, { openApi }] = await Promise.all([
    import('../../config/load.js'),
    import('../../config/environment.js'),
    import('./api.js'),
  ]);
  const { config: file, url, data } = flags;
  const given = { url, ...(data !== undefined && { data }) };
  const config = loadConfig({ env: readEnvironment(), ...(file !== undefined && { file }), flags: given });
  const query = new URLSearchParams({
    since: new Date(Date.now() - sinceMs).toISOString(),
    limit: String(CHANGES_MAX),
  });
  try {
    const api = await openApi(config);
    const found = await api.get<readonly ToldChange[]>(`/api/v1/changes?${query.toString()}`);
    const keys = ['at', 'kind', 'namespace', 'name', 'revision', 'status'] as const;
    return {
      changes: found.map((one) => Object.fromEntries(keys.map((key) => [key, one[key]])) as unknown as ToldChange),
    };
  } catch (error) {
    return { why: `what Reeve was told of changes could not be read: ${(error as Error).message}` };
  }
}
