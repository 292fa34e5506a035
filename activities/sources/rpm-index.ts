import type { RepositoryRow } from '../store/fleet/package-index.js';
import { below, type Fetching, type Offered, openShelf, type Promised, readPromised, readSmall } from './index-file.js';

const UNPACKED_BYTES_MAX = 1024 * 2 ** 20;
/** One package with all that it requires and provides. */
const PACKAGE_CHARS_MAX = 2_000_000;

/** Packages of an rpm repository: repomd.xml promises primary.xml by its sum. */
export async function readRpm({ url, architectures }: RepositoryRow, fetching: Fetching): Promise<Offered> {
  const index = await readSmall(below(url, 'repodata/repomd.xml'), fetching);
  if (index === undefined) throw new Error('there is no repodata/repomd.xml');
  const { offered, put } = openShelf('rpm');
  const packages = openPackages((one) => {
    const found = packageOf(one);
    const isWanted = architectures.length === 0 || [...architectures, 'noarch'].includes(found?.architecture ?? '');
    if (found && isWanted) put(found);
  });
  await readPromised(primaryOf(index, url), fetching, packages.push);
  packages.end();
  return offered;
}

function primaryOf(index: string, base: string): Promised {
  const [, primary = ''] = /<data\s+type="primary"\s*>([\s\S]{0,4000}?)<\/data>/.exec(index) ?? [];
  const [, href = ''] = /<location\s[^>]{0,500}?href="([^"]{1,500})"/.exec(primary) ?? [];
  const [, algorithm = '', sum = ''] =
    /<checksum\s+type="([a-z0-9]{1,10})"\s*>\s*([0-9a-f]{32,128})\s*</.exec(primary) ?? [];
  const [, size] = /<size>(\d{1,12})<\/size>/.exec(primary) ?? [];
  const [, open] = /<open-size>(\d{1,12})<\/open-size>/.exec(primary) ?? [];
  if (href === '') throw new Error('its repomd.xml names no primary.xml');
  if (!/\.xml(?:\.gz)?$/.test(href))
    throw new Error(`its ${href} is packed in a way that is not read: only .xml.gz and .xml are`);
  if (algorithm !== 'sha256' && algorithm !== 'sha512')
    throw new Error(
      `its repomd.xml promises primary.xml by ${algorithm || 'nothing'}, and only SHA-256 and SHA-512 are trusted`,
    );
  const unpackedBytesMax = Math.min(Number(open ?? UNPACKED_BYTES_MAX), UNPACKED_BYTES_MAX);
  return {
    url: below(base, href),
    algorithm,
    sum,
    ...(size !== undefined && { bytes: Number(size) }),
    unpackedBytesMax,
  };
}

/** Cuts the text into packages as it comes; nothing outside of them is held. */
function openPackages(take: (text: string) => void) {
  const [START, END] = ['<package ', '</package>'];
  let rest = '';
  let isWhole = false;
  return {
    push: (text: string): void => {
      rest += text;
      for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
        const start = rest.lastIndexOf(START, end);
        if (start >= 0) take(rest.slice(start, end));
        rest = rest.slice(end + END.length);
      }
      if (rest.includes('</metadata>')) isWhole = true;
      if (!rest.includes(START)) rest = rest.slice(-START.length);
      if (rest.length > PACKAGE_CHARS_MAX) throw new Error('it is no index of packages: one of it has no end');
    },
    end(): void {
      if (!isWhole) throw new Error('its primary.xml breaks off');
    },
  };
}

function packageOf(text: string): { name: string; architecture: string; version: string } | undefined {
  const [, name] = /<name>([^<]{1,200})<\/name>/.exec(text) ?? [];
  const [, architecture] = /<arch>([^<]{1,40})<\/arch>/.exec(text) ?? [];
  const [, attributes = ''] = /<version\s([^>]{1,600})\/?>/.exec(text) ?? [];
  const of = (key: string) => new RegExp(`\\b${key}="([^"]{0,200})"`).exec(attributes)?.[1] ?? '';
  const [epoch, version, release] = [of('epoch'), of('ver'), of('rel')];
  if (name === undefined || architecture === undefined || architecture === 'src' || version === '') return undefined;
  const before = epoch === '' || epoch === '0' ? '' : `${epoch}:`;
  return { name, architecture, version: `${before}${version}${release === '' ? '' : `-${release}`}` };
}
