import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Made } from './build.js';
import { removeTree } from './cache.js';
import type { DownloadFile, DownloadRecipe, PartSettings } from './part.js';
import type { Narrator } from './progress.js';
import { run } from './run.js';

/** How long each kind of silence may last; the tests pass shorter ones. */
export interface Patience {
  readonly firstByteMs: number;
  readonly stallMs: number;
  readonly wholeMs: number;
}

export const PATIENCE: Patience = { firstByteMs: 4_000, stallMs: 15_000, wholeMs: 10 * 60_000 };
const CHECKSUMS_BYTES_MAX = 4 << 20;

interface Fetching {
  readonly draft: string;
  readonly settings: PartSettings;
  readonly narrator: Narrator;
  readonly patience: Patience;
}

/** Fetches every file of a part into the draft. Whatever goes wrong is a reason to try the next way, never an exception. */
export async function download(recipe: DownloadRecipe, fetching: Fetching): Promise<Made> {
  const hosts = new Set<string>();
  const checked = new Set<string>();
  for (const file of recipe.files) {
    try {
      checked.add(await fetchOne(file, fetching));
      hosts.add(file.address.split('/')[0] ?? '');
    } catch (error) {
      return { kind: 'failed', because: reasonOf(error) };
    }
  }
  const where = fetching.settings.mirrorUrl === undefined ? [...hosts].join(' and ') : fetching.settings.mirrorUrl;
  return { kind: 'made', from: `downloaded from ${where}, checked against ${[...checked].join(' and ')}` };
}

/** Why the first file of a part could not be fetched now; nothing when its publisher has it. Asks for no byte of it. */
export async function whyNotThere({ files }: DownloadRecipe, settings: PartSettings): Promise<string | undefined> {
  const [file] = files;
  if (!file) return 'no publisher has it for this machine';
  const url = urlOf(file.address, settings);
  try {
    const signal = AbortSignal.timeout(PATIENCE.firstByteMs);
    const { status } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    return status < 400 ? undefined : `${new URL(url).host} answers ${status} for it`;
  } catch (error) {
    return reasonOf(error);
  }
}

async function fetchOne(file: DownloadFile, fetching: Fetching): Promise<string> {
  const name = basename(file.address);
  fetching.narrator.say('downloading', name);
  // The checksum first: without one nothing large is fetched.
  const expected = file.sha256 ?? (await publishedSha256(file, fetching));
  const path = join(fetching.draft, `fetched-${name}`);
  const actual = await fetchTo(path, file, fetching);
  if (actual !== expected)
    throw new Error(`${name} has the checksum ${actual.slice(0, 12)}…, but ${expected.slice(0, 12)}… was expected`);
  if (file.members) await unpack(path, file.members, fetching);
  if (file.as !== undefined) {
    await rename(path, join(fetching.draft, file.as));
    await chmod(join(fetching.draft, file.as), 0o755);
  }
  await removeTree(path);
  return file.sha256 === undefined ? "the publisher's checksum file" : 'a pinned checksum';
}

async function fetchTo(path: string, file: DownloadFile, { settings, narrator, patience }: Fetching): Promise<string> {
  const opened = await open(urlOf(file.address, settings), patience);
  const hash = createHash('sha256');
  let bytes = 0;
  const total = Number(opened.response.headers.get('content-length')) || 0;
  const gauge = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > file.bytesMax)
        return done(new Error(`${basename(file.address)} is larger than ${megabytes(file.bytesMax)}`));
      opened.alive();
      hash.update(chunk);
      narrator.murmur(`${basename(file.address)} ${megabytes(bytes)}${total > 0 ? ` of ${megabytes(total)}` : ''}`);
      done(null, chunk);
    },
  });
  try {
    if (total > file.bytesMax) throw new Error(`${basename(file.address)} is larger than ${megabytes(file.bytesMax)}`);
    await pipeline(opened.body, gauge, createWriteStream(path, { mode: 0o600 }), { signal: opened.signal });
  } catch (error) {
    throw opened.signal.aborted ? opened.signal.reason : error;
  } finally {
    opened.close();
  }
  return hash.digest('hex');
}

async function publishedSha256(file: DownloadFile, { settings, patience }: Fetching): Promise<string> {
  const name = basename(file.address);
  if (!file.checksums) throw new Error(`no checksum is known for ${name}`);
  const opened = await open(urlOf(file.checksums.address, settings), patience);
  let text = '';
  try {
    for await (const chunk of opened.body) {
      opened.alive();
      text += String(chunk);
      if (text.length > CHECKSUMS_BYTES_MAX)
        throw new Error(`${file.checksums.address} is larger than ${megabytes(CHECKSUMS_BYTES_MAX)}`);
    }
  } catch (error) {
    throw opened.signal.aborted ? opened.signal.reason : error;
  } finally {
    opened.close();
  }
  const found = file.checksums.format === 'github-release' ? digestOfAsset(text, name) : lineOfSums(text, name);
  if (found === undefined) throw new Error(`${file.checksums.address} has no checksum for ${name}`);
  return found;
}

/** `hash  name` lines, or a bare hash in a file of its own. */
function lineOfSums(text: string, name: string): string | undefined {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const named = lines.find(([, of]) => of?.replace(/^\*/, '') === name)?.[0];
  const bare = lines.length === 1 && lines[0]?.length === 1 ? lines[0][0] : undefined;
  return /^[0-9a-f]{64}$/i.exec(named ?? bare ?? '')?.[0].toLowerCase();
}

function digestOfAsset(text: string, name: string): string | undefined {
  const release = JSON.parse(text) as { assets?: readonly { name?: string; digest?: string }[] };
  const digest = release.assets?.find((asset) => asset.name === name)?.digest;
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
}

interface Opened {
  readonly response: Response;
  readonly body: Readable;
  readonly signal: AbortSignal;
  readonly alive: () => void;
  readonly close: () => void;
}

async function open(url: string, patience: Patience): Promise<Opened> {
  const host = new URL(url).host;
  const controller = new AbortController();
  const give = (ms: number, why: string): NodeJS.Timeout => setTimeout(() => controller.abort(new Error(why)), ms);
  const whole = give(patience.wholeMs, `${host} was slower than ${patience.wholeMs} ms for one file`);
  let silence = give(patience.firstByteMs, `${host} did not answer within ${patience.firstByteMs} ms`);
  const close = (): void => {
    clearTimeout(whole);
    clearTimeout(silence);
    controller.abort();
  };
  const alive = (): void => {
    clearTimeout(silence);
    silence = give(patience.stallMs, `${host} sent nothing for ${patience.stallMs} ms`);
  };
  try {
    const response = await fetch(url, { signal: controller.signal, redirect: 'follow' });
    if (!response.ok || !response.body) throw new Error(`${host} answered ${response.status} for ${basename(url)}`);
    const body = Readable.fromWeb(response.body);
    // A body that nobody reads to its end still fails when it is aborted; whoever reads it hears of it there.
    body.on('error', () => undefined);
    return { response, body, signal: controller.signal, alive, close };
  } catch (error) {
    const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
    close();
    throw reason;
  }
}

/** Only the named members, by the system's own tar, and nothing that is not a plain file. */
async function unpack(
  archive: string,
  members: Readonly<Record<string, string>>,
  { draft, settings }: Fetching,
): Promise<void> {
  const folder = join(draft, 'unpacked');
  await mkdir(folder, { recursive: true });
  const ran = await run({
    command: 'tar',
    args: ['-xf', archive, '-C', folder, ...Object.keys(members)],
    env: settings.childEnv,
    timeoutMs: 120_000,
  });
  if (ran.kind === 'failed') throw new Error(`${basename(archive)} could not be unpacked: tar ${ran.because}`);
  for (const [member, as] of Object.entries(members)) {
    const from = join(folder, member);
    if (!(await lstat(from)).isFile()) throw new Error(`${member} in ${basename(archive)} is not a file`);
    const to = join(draft, as);
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
    await chmod(to, 0o755);
  }
  await removeTree(folder);
}

function urlOf(address: string, { mirrorUrl }: PartSettings): string {
  return mirrorUrl === undefined ? `https://${address}` : `${mirrorUrl.replace(/\/+$/, '')}/${address}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

/** fetch() hides the interesting half in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const code = cause && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${cause && 'hostname' in cause ? String(cause.hostname) : 'its host'} could not be reached`;
  return cause ? `${error.message}: ${cause.message || code}` : error.message;
}
