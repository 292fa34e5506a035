const BRANCH = /^(?![-./])(?!.*(?:\.\.|\/\/|@\{|\.lock$))[\w./+-]{1,200}(?<![./])$/;

export interface Place {
  readonly url: string;
  readonly branch: string;
  /** A file or a folder within the repository, from its root. */
  readonly path: string;
}

/** Why a repository may not be read so; undefined where it may. Local ones may lie below these folders alone. */
export function whyNotRead({ url, branch, path }: Place, localRoots: readonly string[]): string | undefined {
  if (!BRANCH.test(branch)) return `"${branch.slice(0, 200)}" is no name of a branch`;
  if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '' || part === '.git'))
    return `"${path.slice(0, 300)}" leads out of the repository`;
  const said = URL.canParse(url) ? new URL(url) : undefined;
  if (said?.password) return 'the address holds a password: give the machine a credential for it instead';
  if (said?.protocol === 'https:' && said.username !== '')
    return 'the address holds a name or a token: give the machine a credential for it instead';
  if (said?.protocol === 'https:' || said?.protocol === 'ssh:') return undefined;
  const folder = said?.protocol === 'file:' ? pathOf(said) : undefined;
  const isLocal =
    folder !== undefined &&
    !folder.split('/').includes('..') &&
    localRoots.some((root) => folder === root || folder.startsWith(`${root.replace(/\/$/, '')}/`));
  return isLocal ? undefined : 'only https:// and ssh:// are read, and file:// below fleet.gitRoots';
}

function pathOf({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
