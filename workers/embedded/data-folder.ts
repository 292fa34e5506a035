import { existsSync } from 'node:fs';
import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FREE_BYTES_MIN = 256 * 1024 * 1024;

/** Where everything of an embedded Reeve lies. */
export interface DataFolder {
  readonly root: string;
  readonly path: (...names: string[]) => string;
}

export class StartRefused extends Error {
  override name = 'StartRefused';
}

export async function openDataFolder(root: string): Promise<DataFolder> {
  try {
    await makeFolder(root);
    for (const name of ['run', 'logs', 'secrets']) await makeFolder(join(root, name));
    const probe = join(root, 'run', `probe.${process.pid}`);
    await writeFile(probe, 'x'.repeat(4096));
    await rm(probe);
  } catch (error) {
    throw new StartRefused(folderTrouble(root, error as NodeJS.ErrnoException), { cause: error });
  }
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize < FREE_BYTES_MIN) {
    throw new StartRefused(
      `the disk of ${root} has only ${Math.floor((bavail * bsize) / 1_048_576)} MB left and Reeve needs 256 MB to start safely: free some space, or give another folder with --data`,
    );
  }
  return { root, path: (...names) => join(root, ...names) };
}

/** One by one: Node's recursive form never returns where a file system answers that a fresh folder's parent is not there (/proc). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

function folderTrouble(root: string, { code, message }: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full: free some space, or give another folder with --data',
    EDQUOT: 'the disk quota is spent: free some space, or give another folder with --data',
    EACCES: 'this user may not write there: give another folder with --data',
    EPERM: 'this user may not write there: give another folder with --data',
    ENOENT: 'no folder can be made there: give another folder with --data',
    EROFS: 'the file system is read-only: give another folder with --data',
    ENOTDIR: 'a file stands where a folder should be: give another folder with --data',
    EEXIST: 'a file stands where a folder should be: give another folder with --data',
  };
  return `the data folder ${root} can't be used: ${reasons[code ?? ''] ?? `${message}: give another folder with --data`}`;
}
