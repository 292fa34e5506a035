import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { PartSettings } from '../../tools/resolver/part.js';
import { resolve } from '../../tools/resolver/resolve.js';
import { type Answer, type Mirror, openMirror } from './mirror.js';
import { aFetchedPart, openWorkshop, TINY, type Workshop, writeScript } from './tiny-part.js';

const HASTE = { firstByteMs: 300, stallMs: 300, wholeMs: 2_000 };
const SHA256 = sha256(TINY);
const FILE = 'example.test/v2/tiny';
const SUMS = { address: 'example.test/v2/SUMS', format: 'sha256sum' } as const;

let workshop: Workshop;
let mirror: Mirror | undefined;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(async () => {
  await mirror?.close();
  mirror = undefined;
  await workshop.close();
});

describe('a download that fits', () => {
  it('is taken with a pinned checksum', async () => {
    const settings = await mirrored({ [FILE]: TINY });
    const found = await resolve(aFetchedPart({ sha256: SHA256 }), settings, workshop.onProgress, HASTE);
    expect(found).toMatchObject({ source: 'download', version: '2.0.0' });
    expect(found.note).toContain('a pinned checksum');
    expect(await readFile(found.files.tiny ?? '', 'utf8')).toBe(TINY);
    expect(workshop.events.map(({ phase }) => phase)).toEqual(['looking', 'downloading', 'ready']);
  });

  it("is taken with the publisher's checksum file, and says so", async () => {
    const settings = await mirrored({ [FILE]: TINY, [SUMS.address]: `${'0'.repeat(64)}  other\n${SHA256}  tiny\n` });
    const found = await resolve(aFetchedPart({ checksums: SUMS }), settings, workshop.onProgress, HASTE);
    expect(found.note).toContain("the publisher's checksum file");
  });

  it('is taken with the digest that a release lists', async () => {
    const api = { address: 'api.example.test/releases/v2', format: 'github-release' } as const;
    const release = JSON.stringify({ assets: [{ name: 'tiny', digest: `sha256:${SHA256}` }] });
    const settings = await mirrored({ [FILE]: TINY, [api.address]: release });
    const found = await resolve(aFetchedPart({ checksums: api }), settings, workshop.onProgress, HASTE);
    expect(found.source).toBe('download');
  });

  it('is taken out of an archive', async () => {
    const archive = await anArchive(async (folder) => void (await writeScript(join(folder, 'tiny-2/tiny'), TINY)));
    const settings = await mirrored({ [FILE]: archive });
    const recipe = { address: FILE, bytesMax: 1 << 20, sha256: sha256(archive), members: { 'tiny-2/tiny': 'tiny' } };
    const part = aFetchedPart({}, { download: () => ({ files: [recipe] }) });
    const found = await resolve(part, settings, workshop.onProgress, HASTE);
    expect(found.source).toBe('download');
    expect(await readFile(found.files.tiny ?? '', 'utf8')).toBe(TINY);
  });

  it('is found in the cache from then on, by the same checksum', async () => {
    const settings = await mirrored({ [FILE]: TINY });
    const part = aFetchedPart({ sha256: SHA256 });
    await resolve(part, settings, workshop.onProgress, HASTE);
    const again = await resolve(part, settings, workshop.onProgress, HASTE);
    expect(again.source).toBe('cache');
    expect(again.note).toContain('a pinned checksum');
    expect(mirror?.asked).toEqual([FILE]);
  });
});

describe('a download that does not fit falls through to the build', () => {
  const pinned = { sha256: SHA256 };
  it.each([
    ['a wrong checksum', { [FILE]: 'something else' }, pinned, 'was expected'],
    ['nothing there', {}, pinned, 'answered 404'],
    ['a server that never answers', { [FILE]: () => undefined }, pinned, 'did not answer within 300 ms'],
    ['a server that stops in the middle', { [FILE]: halfOf(TINY) }, pinned, 'sent nothing for 300 ms'],
    ['a server that trickles for ever', { [FILE]: trickle }, pinned, 'slower than 2000 ms'],
    ['a server that breaks off', { [FILE]: breakOff }, pinned, 'terminated'],
    ['a size announced beyond the limit', { [FILE]: announce(9 << 20) }, pinned, 'larger than 1.0 MB'],
    ['a size that is beyond the limit unannounced', { [FILE]: flood }, pinned, 'larger than 1.0 MB'],
    ['no checksum anywhere', { [FILE]: TINY }, {}, 'no checksum is known'],
    [
      'a checksum file without this file',
      { [FILE]: TINY, [SUMS.address]: `${SHA256}  x\n` },
      { checksums: SUMS },
      'has no checksum for tiny',
    ],
    ['an endless checksum file', { [FILE]: TINY, [SUMS.address]: flood }, { checksums: SUMS }, 'larger than 4.0 MB'],
  ] as const)('%s', async (_name, answers: Record<string, Answer>, file, because) => {
    const settings = await mirrored(answers);
    const began = Date.now();
    const found = await resolve(aFetchedPart(file), settings, workshop.onProgress, HASTE);
    expect(Date.now() - began).toBeLessThan(3_000);
    expect(found.source).toBe('build');
    expect(found.note).toContain(because);
    expect(await readdir(join(settings.cacheRoot, 'tiny'))).toEqual(['2.0.0']);
  });

  it('an archive whose member is a link', async () => {
    const archive = await anArchive((folder) => symlink('/bin/sh', join(folder, 'tiny')));
    const settings = await mirrored({ [FILE]: archive });
    const recipe = { address: FILE, bytesMax: 1 << 20, sha256: sha256(archive), members: { tiny: 'tiny' } };
    const part = aFetchedPart({}, { download: () => ({ files: [recipe] }) });
    const found = await resolve(part, settings, workshop.onProgress, HASTE);
    expect(found.note).toContain('is not a file');
  });

  it('an address that cannot be reached', async () => {
    const settings = { ...workshop.settings, mirrorUrl: 'http://127.0.0.1:1' };
    const found = await resolve(aFetchedPart(pinned), settings, workshop.onProgress, HASTE);
    expect(found.source).toBe('build');
  });
});

describe('when nothing is left to try', () => {
  it('one sentence names both ways out', async () => {
    const { settings, close } = await openWorkshop({ go: false });
    const unreachable = { ...settings, mirrorUrl: (await mirrored({})).mirrorUrl ?? '' };
    await expect(resolve(aFetchedPart({ sha256: SHA256 }), unreachable, workshop.onProgress, HASTE)).rejects.toThrow(
      /^Tiny is not on this machine, could not be downloaded \(127\.0\.0\.1:\d+ answered 404 for tiny\) and Go, which could build it, was not found: install Tiny from your package manager \(or set TINY_PATH\), or install Go 1\.25\+, and start again\.$/,
    );
    await close();
  });

  it('offline asks no one and builds nothing', async () => {
    const settings = { ...(await mirrored({ [FILE]: TINY })), offline: true };
    await expect(resolve(aFetchedPart({ sha256: SHA256 }), settings, workshop.onProgress, HASTE)).rejects.toThrow(
      'working offline was asked for',
    );
    expect(mirror?.asked).toEqual([]);
    expect(await workshop.builds()).toBe(0);
  });

  it('a build that fails shows the end of what it printed', async () => {
    await writeScript(
      join(workshop.dir, 'go-bin/go'),
      '#!/bin/sh\n[ "$1" = env ] && echo go1.26.0 && exit 0\nfor n in $(seq 1 40); do echo "error: line $n"; done >&2\nexit 1\n',
    );
    const settings = await mirrored({});
    const failure = await resolve(aFetchedPart({ sha256: SHA256 }), settings, workshop.onProgress, HASTE).catch(String);
    expect(failure).toContain('the Go build ended with code 1:\nerror: line 21\n');
    expect(failure).toContain('error: line 40');
    expect(failure).not.toContain('line 20\n');
    expect(await readdir(join(settings.cacheRoot, 'tiny'))).toEqual([]);
  });
});

async function mirrored(answers: Record<string, Answer>): Promise<PartSettings> {
  mirror = await openMirror(answers);
  return { ...workshop.settings, mirrorUrl: mirror.url };
}

async function anArchive(fill: (folder: string) => Promise<void>): Promise<Buffer> {
  const folder = join(workshop.dir, 'archived');
  await mkdir(folder);
  await fill(folder);
  const path = join(workshop.dir, 'archive.tar.gz');
  // Members are named without "./", as publishers name them.
  const env = { ...workshop.settings.childEnv };
  await promisify(execFile)('tar', ['-czf', path, '-C', folder, ...(await readdir(folder))], { env });
  return readFile(path);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function halfOf(text: string): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': text.length });
    response.write(text.slice(0, text.length / 2));
  };
}

function announce(bytes: number): Answer {
  return (response) => void response.writeHead(200, { 'content-length': bytes }).write('x');
}

function trickle(response: Parameters<Exclude<Answer, string | Buffer>>[0]): void {
  const timer = setInterval(() => response.write('x'), 50);
  response.on('close', () => clearInterval(timer));
}

function breakOff(response: Parameters<Exclude<Answer, string | Buffer>>[0]): void {
  response.writeHead(200, { 'content-length': 1_000 });
  response.write('x');
  setTimeout(() => response.destroy(), 50);
}

/** Sends for as long as anyone listens, never faster than it is read. */
function flood(response: Parameters<Exclude<Answer, string | Buffer>>[0]): void {
  const block = Buffer.alloc(256 << 10, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', more);
  more();
}
