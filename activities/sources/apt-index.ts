import type { RepositoryRow } from '../store/fleet/package-index.js';
import { below, type Fetching, type Offered, openLines, openShelf, readPromised, readSmall } from './index-file.js';

const LINE_CHARS_MAX = 200_000;
const UNPACKED_BYTES_MAX = 500 * 2 ** 20;
const INDEXES_MAX = 100;

interface Listed {
  readonly sum: string;
  readonly bytes: number;
}

/** Packages of an apt repository, each list checked against the sum that its Release promises. */
export async function readApt(repository: RepositoryRow, fetching: Fetching): Promise<Offered> {
  const { url, suite, components, architectures } = repository;
  // A suite that ends with a slash is a folder with the lists in it.
  const isFlat = suite.endsWith('/');
  const dir = isFlat ? suite : `dists/${suite === '' ? 'stable' : suite}/`;
  const release = await releaseOf(url, dir, fetching);
  const listed = sumsOf(release);
  const wanted = isFlat
    ? ['Packages']
    : (components.length > 0 ? components : wordsOf(release, 'Components')).flatMap((component) =>
        (architectures.length > 0 ? architectures : wordsOf(release, 'Architectures')).map(
          (architecture) => `${component}/binary-${architecture}/Packages`,
        ),
      );
  if (wanted.length > INDEXES_MAX)
    throw new Error(`it has ${wanted.length} lists, and ${INDEXES_MAX} is the most: name components and architectures`);
  const { offered, put } = openShelf('apt');
  let found = 0;
  for (const path of wanted) {
    const file = [`${path}.gz`, path].find((name) => listed.has(name));
    const promised = file === undefined ? undefined : listed.get(file);
    if (file === undefined || !promised) continue;
    found += 1;
    const paragraphs = openParagraphs(put);
    const place = { url: below(url, dir + file), unpackedBytesMax: unpackedMax(listed.get(path)) };
    await readPromised({ ...place, ...promised, algorithm: 'sha256' }, fetching, paragraphs.push);
    paragraphs.end();
  }
  if (found === 0)
    throw new Error(
      `its Release promises none of ${wanted.slice(0, 3).join(', ')} as .gz or plain: look at suite, components and architectures`,
    );
  return offered;
}

/** What is packed may hold what the Release says it does, and no more. */
function unpackedMax(plain: Listed | undefined): number {
  return Math.min(plain?.bytes ?? UNPACKED_BYTES_MAX, UNPACKED_BYTES_MAX);
}

async function releaseOf(url: string, dir: string, fetching: Fetching): Promise<string> {
  for (const name of ['InRelease', 'Release']) {
    const text = await readSmall(below(url, dir + name), fetching);
    if (text !== undefined) return text;
  }
  throw new Error(`there is neither InRelease nor Release in ${dir}`);
}

/** `SHA256:` and below it a sum, a size and a path each line. */
function sumsOf(release: string): ReadonlyMap<string, Listed> {
  const sums = new Map<string, Listed>();
  let inside = false;
  for (const line of release.split('\n')) {
    if (!line.startsWith(' ')) inside = /^SHA256:\s*$/.test(line);
    const [, sum, size, path] = inside ? (/^ ([0-9a-f]{64})\s+(\d{1,12})\s+(\S+)\s*$/.exec(line) ?? []) : [];
    if (sum !== undefined && path !== undefined) sums.set(path.replace(/^\.\//, ''), { sum, bytes: Number(size) });
  }
  if (sums.size === 0) throw new Error('its Release promises nothing by SHA256');
  return sums;
}

function wordsOf(release: string, field: string): readonly string[] {
  const line = release.split('\n').find((one) => one.startsWith(`${field}:`)) ?? '';
  return line
    .slice(field.length + 1)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Paragraphs of fields with an empty line between them; only three fields are of interest. */
function openParagraphs(put: (row: { name: string; architecture: string; version: string }) => void) {
  let fields: Record<string, string> = {};
  const flush = () => {
    const { package: name, version, architecture } = fields;
    if (name !== undefined && version !== undefined && architecture !== undefined) put({ name, version, architecture });
    fields = {};
  };
  const lines = openLines(LINE_CHARS_MAX, (line) => {
    if (line.trim() === '') return flush();
    const [, field = '', value = ''] = /^(Package|Version|Architecture):\s*(\S+)\s*$/i.exec(line) ?? [];
    if (field !== '') fields[field.toLowerCase()] = value;
  });
  return {
    push: lines.push,
    end() {
      lines.end();
      flush();
    },
  };
}
