import { createHash } from 'node:crypto';
import { isNewer, type PackageKind } from '../../domain/cve/versions.js';
import { isNamed } from '../outbound/addresses.js';
import { stream } from '../outbound/stream.js';

export interface Fetching {
  readonly privateHosts: readonly string[];
  readonly signal: AbortSignal;
}

export interface PackageRow {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}
/** The newest of each, by name and architecture. */
export type Offered = ReadonlyMap<string, PackageRow>;

const PACKAGES_MAX = 300_000;
const MS_MAX = 4 * 60_000;

/** Collects the newest of each; what has no fitting name or version is passed over. */
export function openShelf(kind: PackageKind) {
  const offered = new Map<string, PackageRow>();
  return {
    offered: offered as Offered,
    put: ({ name, architecture, version }: PackageRow): void => {
      if (!fits(name, 200) || !fits(architecture, 40) || !fits(version, 200)) return;
      const key = `${name}\n${architecture}`;
      const before = offered.get(key);
      if (before && !isNewer(kind, version, before.version)) return;
      offered.set(key, { name, architecture, version });
      if (offered.size > PACKAGES_MAX) throw new Error(`it offers more than ${PACKAGES_MAX} packages`);
    },
  };
}

function fits(text: string, most: number): boolean {
  return text.length > 0 && text.length <= most && /^[\x21-\x7e]+$/.test(text);
}

/** What an index says of one of its files. */
export interface Promised {
  readonly url: string;
  readonly algorithm: 'sha256' | 'sha512';
  readonly sum: string;
  readonly bytes?: number;
  readonly unpackedBytesMax: number;
}

const FILE_BYTES_MAX = 200 * 2 ** 20;

/** Reads a file that its index promised, as it comes; whoever reads must not believe it before this has ended well. */
export async function readPromised(
  { url, algorithm, sum, bytes, unpackedBytesMax }: Promised,
  fetching: Fetching,
  push: (text: string) => void,
): Promise<void> {
  const hash = createHash(algorithm);
  let sent = 0;
  const onSent = (chunk: Uint8Array) => {
    sent += chunk.length;
    hash.update(chunk);
  };
  const bytesMax = Math.min(bytes ?? FILE_BYTES_MAX, FILE_BYTES_MAX);
  // A server that packs or unpacks on its way would change what the sum is of.
  const headers = { 'accept-encoding': 'identity' };
  await stream({ ...at(url, fetching), headers, bytesMax, unpackedBytesMax, onSent }, async ({ status, body }) => {
    if (status !== 200) throw new Error(`${url} answered ${status}`);
    const decoder = new TextDecoder();
    for await (const chunk of body) push(decoder.decode(chunk, { stream: true }));
    push(decoder.decode());
  });
  if ((bytes !== undefined && sent !== bytes) || hash.digest('hex') !== sum)
    throw new Error(`${url} is not what its index promised: it is changed just now, or damaged; try again later`);
}

const INDEX_BYTES_MAX = 20 * 2 ** 20;

/** A small file that promises others; undefined where there is none. */
export function readSmall(url: string, fetching: Fetching): Promise<string | undefined> {
  const bounds = { bytesMax: INDEX_BYTES_MAX, unpackedBytesMax: INDEX_BYTES_MAX };
  return stream({ ...at(url, fetching), ...bounds }, async ({ status, body }) => {
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${url} answered ${status}`);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  });
}

function at(url: string, { privateHosts, signal }: Fetching) {
  return { url, signal, private: isNamed(privateHosts, new URL(url).hostname), timeoutMs: MS_MAX };
}

/** The address of something below the repository. */
export function below(base: string, path: string): string {
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new Error('only http:// and https:// are read');
  const { username, password } = new URL(base);
  if (username !== '' || password !== '') throw new Error('the address holds a name or a password, which are not sent');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || path.includes('\\') || path.includes(':') || parts.includes('..'))
    throw new Error(`"${path.slice(0, 200)}" leads out of the repository`);
  return new URL(parts.map(encodeURIComponent).join('/'), base.endsWith('/') ? base : `${base}/`).href;
}

/** Gives lines as they come to be whole; one that is longer than any line of an index ends it. */
export function openLines(charsMax: number, line: (text: string) => void) {
  let rest = '';
  return {
    push: (text: string): void => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const one of lines) line(one);
      if (rest.length > charsMax) throw new Error('it is no index of packages: a line of it has no end');
    },
    end(): void {
      if (rest !== '') line(rest);
    },
  };
}
