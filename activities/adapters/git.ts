import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { lateAfter } from '../outbound/late.js';
import { wayTo } from './git-way.js';
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
  /** Hosts that may stand in a private network. */
  readonly privateHosts: readonly string[];
  /** What git is started with besides its own settings, such as PATH and the place of an ssh agent. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the file. */
  readonly bytesMax: number;
  /** Of the repository at its newest revision. */
  readonly repositoryBytesMax?: number;
  readonly timeoutMs: number;
}

const REPOSITORY_BYTES_MAX = 200 * 1024 * 1024;
const WEIGHED_EVERY_MS = 500;

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
      const { settings: resolved, ssh } = await wayTo(source.url, settings.privateHosts);
      const running = { ...settings, dir, ssh, signal };
      const git = (...args: readonly string[]) => run(args, running);
      await git('init', '--quiet', '--bare', '--initial-branch=main', '.');
      const most = settings.repositoryBytesMax ?? REPOSITORY_BYTES_MAX;
      const whole = await noMoreThan(most, dir, (tooMuch) =>
        run([...resolved, ...FETCH, '--', source.url, `+refs/heads/${source.branch}:refs/reeve/newest`], {
          ...running,
          signal: AbortSignal.any([signal, tooMuch]),
        }),
      );
      if (!whole) {
        await rm(dir, { recursive: true, force: true });
        throw new Error(
          `the repository of ${source.id} is larger than ${Math.floor(most / 1024 / 1024)} MiB at its newest revision: keep the fleet in one of its own`,
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

const FETCH = [
  ...['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=20', '-c', 'fetch.fsckObjects=true'],
  // Where it would lead to, nobody has looked.
  ...['-c', 'http.followRedirects=false'],
  ...['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--force'],
] as const;

/** Git has no bound of its own for what it fetches, so the folder is weighed meanwhile. Says whether it is within. */
async function noMoreThan(
  most: number,
  dir: string,
  work: (tooMuch: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const tooMuch = new AbortController();
  const weigh = async () => {
    if ((await bytesUnder(dir)) > most) tooMuch.abort();
  };
  const timer = setInterval(() => void weigh().catch(() => undefined), WEIGHED_EVERY_MS);
  try {
    await work(tooMuch.signal);
    await weigh();
  } catch (error) {
    if (!tooMuch.signal.aborted) throw error;
  } finally {
    clearInterval(timer);
  }
  return !tooMuch.signal.aborted;
}

function assertAllowed(source: GitSource, { localRoots }: GitSettings): void {
  const because = whyNotRead(source, localRoots);
  if (because !== undefined) throw new Error(because);
}

interface Running extends GitSettings {
  readonly dir: string;
  readonly ssh: readonly string[];
  readonly signal: AbortSignal;
}

/** Nothing of the machine's own settings counts, and nothing may ask a person. */
function run(args: readonly string[], { dir, ssh, signal, env, timeoutMs, bytesMax }: Running): Promise<string> {
  const own = {
    ...{
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    },
    ...{ GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    GIT_SSH_COMMAND: ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', ...ssh].join(' '),
  };
  const late = lateAfter(timeoutMs);
  const over = AbortSignal.any([signal, late]);
  const safe = ['-c', 'core.hooksPath=/dev/null', '-c', 'protocol.ext.allow=never', '-c', 'safe.bareRepository=all'];
  return new Promise((resolve, reject) => {
    over.throwIfAborted();
    // In a group of its own: those that it starts would go on fetching without it.
    const child = spawn('git', [...safe, ...args], {
      ...{ cwd: dir, env: { ...env, ...own, GIT_DIR: dir }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    const end = () => endGroup(child.pid);
    over.addEventListener('abort', end, { once: true });
    const said = gather(child.stdout, bytesMax + 65_536, end);
    const complained = gather(child.stderr, bytesMax + 65_536, end);
    let broken: Error | undefined;
    child.once('error', (error) => (broken = error));
    child.once('close', (code) => {
      over.removeEventListener('abort', end);
      if (code === 0 && !broken) resolve(said());
      else reject(new Error(late.aborted ? tooLong(timeoutMs) : becauseOf(broken, complained())));
    });
  });
}

/** What comes out of it, whole once it has ended; who says too much is ended. */
function gather(from: Readable, most: number, end: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  from.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) end();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function tooLong(timeoutMs: number): string {
  return `git came to no end within ${timeoutMs / 1000} s`;
}

function becauseOf(broken: (Error & { code?: unknown }) | undefined, stderr: string): string {
  if (broken?.code === 'ENOENT') return 'git is not installed here: install it where the sense queue is served';
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
