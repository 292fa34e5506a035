import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNotRead } from '../../domain/gitops/address.js';

export interface GitSource {
  readonly account: string;
  readonly id: string;
  readonly url: string;
  readonly branch: string;
  /** The file within the repository, from its root. */
  readonly path: string;
}

export interface Fetched {
  readonly revision: string;
  readonly text: string;
}

export interface Git {
  /** The file as the newest revision of the branch has it. Rejects with a sentence. */
  readonly fetchFile: (source: GitSource, signal: AbortSignal) => Promise<Fetched>;
}

export interface GitSettings {
  readonly cacheDir: string;
  /** Folders below which repositories of this machine may be read; none, unless somebody says so. */
  readonly localRoots: readonly string[];
  /** What git is started with besides its own settings, such as PATH and the place of an ssh agent. */
  readonly env: Readonly<Record<string, string>>;
  readonly bytesMax: number;
  readonly timeoutMs: number;
}

const REPOSITORY_BYTES_MAX = 200 * 1024 * 1024;

/** Reads one file of a repository that others own, by the git of this machine: no shell, no hooks, no settings of the machine. */
export function openGit(settings: GitSettings): Git {
  return {
    async fetchFile(source, signal) {
      assertAllowed(source, settings);
      const dir = join(
        settings.cacheDir,
        createHash('sha256').update(`${source.account}\n${source.id}\n${source.url}`).digest('hex').slice(0, 32),
      );
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const git = (...args: readonly string[]) => run(args, { ...settings, dir, signal });
      await git('init', '--quiet', '--bare', '--initial-branch=main', '.');
      await git(
        ...[
          '-c',
          'http.lowSpeedLimit=1000',
          '-c',
          'http.lowSpeedTime=20',
          '-c',
          'fetch.fsckObjects=true',
          '-c',
          'transfer.maxSize=200m',
        ],
        ...[
          'fetch',
          '--quiet',
          '--depth=1',
          '--no-tags',
          '--no-recurse-submodules',
          '--no-write-fetch-head',
          '--force',
        ],
        ...['--', source.url, `+refs/heads/${source.branch}:refs/reeve/newest`],
      );
      if ((await bytesUnder(dir)) > REPOSITORY_BYTES_MAX) {
        await rm(dir, { recursive: true, force: true });
        throw new Error(
          `the repository of ${source.id} is larger than ${REPOSITORY_BYTES_MAX / 1024 / 1024} MiB at its newest revision: keep the fleet in one of its own`,
        );
      }
      const revision = (await git('rev-parse', '--verify', 'refs/reeve/newest^{commit}')).trim();
      const object = `${revision}:${source.path}`;
      const size = Number(
        await git('cat-file', '-s', object).catch(() => {
          throw new Error(`there is no ${source.path} at ${revision.slice(0, 12)} of ${source.branch}`);
        }),
      );
      if (!(size <= settings.bytesMax))
        throw new Error(`${source.path} has ${size} bytes, and ${settings.bytesMax} is the most`);
      return { revision, text: await git('cat-file', 'blob', object) };
    },
  };
}

function assertAllowed(source: GitSource, { localRoots }: GitSettings): void {
  const because = whyNotRead(source, localRoots);
  if (because !== undefined) throw new Error(because);
}

interface Running extends GitSettings {
  readonly dir: string;
  readonly signal: AbortSignal;
}

/** Nothing of the machine's own settings counts, and nothing may ask a person. */
function run(args: readonly string[], { dir, signal, env, timeoutMs, bytesMax }: Running): Promise<string> {
  const own = {
    ...{
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    },
    ...{ GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  };
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-c', 'core.hooksPath=/dev/null', '-c', 'protocol.ext.allow=never', '-c', 'safe.bareRepository=all', ...args],
      {
        cwd: dir,
        env: { ...env, ...own, GIT_DIR: dir },
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: bytesMax + 65_536,
        signal,
      },
      (error, stdout, stderr) => (error ? reject(new Error(becauseOf(error, stderr, timeoutMs))) : resolve(stdout)),
    );
  });
}

function becauseOf(error: Error & { killed?: boolean; code?: unknown }, stderr: string, timeoutMs: number): string {
  if (error.code === 'ENOENT') return 'git is not installed here: install it where the sense queue is served';
  if (error.killed === true) return `git came to no end within ${timeoutMs / 1000} s`;
  const line = stderr.split('\n').find((one) => /^(?:fatal|error|remote):/.test(one)) ?? 'git failed';
  // An address may hold who asks; that is nobody's business.
  return line
    .replaceAll(/\/\/[^/@\s]+@/g, '//')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 300);
}

async function bytesUnder(dir: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}
