import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compareVersions } from '../../tools/resolver/found.js';
import { inspect } from '../../tools/resolver/inspect.js';
import { resolve } from '../../tools/resolver/resolve.js';
import { openMirror } from './mirror.js';
import { aBuild, aFetchedPart, aPart, openWorkshop, type Workshop, writeScript } from './tiny-part.js';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => workshop.close());

describe('a program on PATH', () => {
  it('is taken when its version will do', async () => {
    const path = await says('one', 'tiny version 1.5.0');
    const found = await resolve(aPart(), withPath('one'), workshop.onProgress);
    expect(found).toEqual({ name: 'tiny', version: '1.5.0', files: { tiny: path }, source: 'path' });
  });

  it.each([
    ['is too old', 'tiny version 1.4.9', 'is 1.4.9, older than 1.5.0'],
    ['is too new', 'tiny version 3.0.0', 'is 3.0.0, not below 3.0.0'],
    ['is another program of that name', 'tiny, the text editor', 'is not Tiny'],
  ])('is passed over, with the reason, when it %s', async (_name, printed, because) => {
    await says('one', printed);
    const part = aPart({ build: aBuild, probe: { ...aProbe(), below: '3.0.0' } });
    const found = await resolve(part, withPath('one'), workshop.onProgress);
    expect(found.source).toBe('build');
    expect(found.note).toContain(because);
  });

  it('is passed over for a better one further down', async () => {
    await says('one', 'tiny version 1.0.0');
    const path = await says('two', 'tiny version 2.1.0');
    const found = await resolve(aPart(), withPath('one', 'two'), workshop.onProgress);
    expect(found).toMatchObject({ version: '2.1.0', files: { tiny: path }, note: expect.stringContaining('1.0.0') });
  });

  it('is passed over when only half of the part is there', async () => {
    await says('one', 'tiny version 2.0.0');
    const half = aPart({ files: { tiny: 'tiny', tinyd: 'tinyd' } });
    await expect(resolve(half, withPath('one'), workshop.onProgress)).rejects.toThrow('Tiny is not on this machine');
  });

  it('is passed over when its two programs do not agree', async () => {
    await says('one', 'tiny version 2.0.0');
    await says('one', 'tiny version 2.1.0', 'tinyd');
    const pair = aPart({ files: { tiny: 'tiny', tinyd: 'tinyd' }, probe: { ...aProbe(), ask: ['tiny', 'tinyd'] } });
    await expect(resolve(pair, withPath('one'), workshop.onProgress)).rejects.toThrow('tinyd is 2.1.0 beside 2.0.0');
  });

  it('comes after the folder in KUBEBUILDER_ASSETS', async () => {
    await says('one', 'tiny version 2.0.0');
    const path = await says('assets', 'tiny version 2.2.0');
    const settings = { ...withPath('one'), kubebuilderAssets: join(workshop.dir, 'assets') };
    expect((await resolve(aPart({ kubebuilder: true }), settings, workshop.onProgress)).files.tiny).toBe(path);
    expect((await resolve(aPart(), settings, workshop.onProgress)).version).toBe('2.0.0');
  });

  it('is taken, with the reason, when KUBEBUILDER_ASSETS lacks it', async () => {
    await says('one', 'tiny version 2.0.0');
    const settings = { ...withPath('one'), kubebuilderAssets: join(workshop.dir, 'assets') };
    const found = await resolve(aPart({ kubebuilder: true }), settings, workshop.onProgress);
    expect(found.note).toBe('KUBEBUILDER_ASSETS has no tiny, so it was not taken');
  });
});

describe('what a person names', () => {
  it.each([
    ['a file', 'named/tiny'],
    ['its folder', 'named'],
  ])('may be %s, and goes before PATH', async (_name, given) => {
    await says('one', 'tiny version 2.0.0');
    const path = await says('named', 'tiny version 1.6.0');
    const settings = { ...withPath('one'), explicit: { tiny: join(workshop.dir, given) } };
    const found = await resolve(aPart(), settings, workshop.onProgress);
    expect(found).toMatchObject({ source: 'explicit', version: '1.6.0', files: { tiny: path } });
  });

  it('may be one of several files, which stands for its folder', async () => {
    const path = await says('named', 'tiny version 2.0.0');
    await says('named', 'tiny version 2.0.0', 'tinyd');
    const pair = aPart({ files: { tiny: 'tiny', tinyd: 'tinyd' } });
    const found = await resolve(pair, { ...workshop.settings, explicit: { tiny: path } }, workshop.onProgress);
    expect(found.files).toEqual({ tiny: path, tinyd: `${path}d` });
  });

  it('is taken even when we would not have, and the note says why', async () => {
    await says('named', 'tiny version 1.0.0');
    const settings = { ...workshop.settings, explicit: { tiny: join(workshop.dir, 'named/tiny') } };
    const found = await resolve(aPart(), settings, workshop.onProgress);
    expect(found).toMatchObject({ source: 'explicit', version: '1.0.0', note: expect.stringContaining('older than') });
  });

  it('and is not there is never replaced by something else', async () => {
    await says('one', 'tiny version 2.0.0');
    const settings = { ...withPath('one'), explicit: { tiny: '/nowhere/tiny' } };
    await expect(resolve(aPart({ build: aBuild }), settings, workshop.onProgress)).rejects.toThrow(
      'TINY_PATH names /nowhere/tiny for Tiny, but /nowhere/tiny is not an executable file: correct it or unset it.',
    );
  });
});

describe('the cache', () => {
  it.each([
    ['was changed', (path: string) => appendFile(path, '# more\n'), 'was changed'],
    ['lost its file', (path: string) => rm(path), 'is not complete'],
  ])('is built anew when it %s', async (_name, damage, because) => {
    const part = aPart({ build: aBuild });
    const first = await resolve(part, workshop.settings, workshop.onProgress);
    await damage(first.files.tiny ?? '');
    const again = await resolve(part, workshop.settings, workshop.onProgress);
    expect(again).toMatchObject({ source: 'build', note: expect.stringContaining(because) });
    expect(await readFile(again.files.tiny ?? '', 'utf8')).not.toContain('# more');
  });

  it('is not taken for another version', async () => {
    await resolve(aPart({ build: aBuild }), workshop.settings, workshop.onProgress);
    const newer = await resolve(aPart({ build: aBuild, version: '2.0.1' }), workshop.settings, workshop.onProgress);
    expect(newer.source).toBe('build');
    expect(await workshop.builds()).toBe(2);
  });
});

describe('the doctor', () => {
  it('is told what is there', async () => {
    await says('one', 'tiny version 2.0.0');
    expect(await inspect(aPart(), withPath('one'))).toMatchObject({ name: 'tiny', found: { source: 'path' } });
  });

  it('is told what would happen, and nothing happens', async () => {
    const report = await inspect(aPart({ build: aBuild }), workshop.settings);
    expect(report.wayOut).toBe(
      'Tiny is not on this machine yet: it will be built with Go 1.26.0 in about a minute when it is first needed.',
    );
    expect(await workshop.builds()).toBe(0);
  });

  it('is told the ways out when nothing here can make it', async () => {
    const bare = await openWorkshop({ go: false });
    const report = await inspect(aPart({ build: aBuild }), bare.settings);
    expect(report.wayOut).toContain('install Tiny from your package manager (or set TINY_PATH), or install Go 1.25+');
    expect(report.obtainable).toBe(false);
    await bare.close();
  });

  it('is told what would be tried, and does not count on a publisher who does not answer', async () => {
    const mirror = await openMirror({ 'example.test/v2/tiny': 'there' });
    const settings = { ...workshop.settings, searchPath: [], mirrorUrl: mirror.url };
    expect(await inspect(aFetchedPart({}), settings)).toMatchObject({
      obtainable: true,
      wayOut: expect.stringContaining(`it will be downloaded from ${mirror.url} when it is first needed`),
    });
    const elsewhere = aFetchedPart({ address: 'example.test/v3/tiny' });
    expect(await inspect(elsewhere, settings)).toMatchObject({
      obtainable: false,
      wayOut: expect.stringMatching(/would be tried, but can't be had now \(.* answers 404 for it\): install Tiny/),
    });
    expect(await inspect(elsewhere, { ...workshop.settings, mirrorUrl: mirror.url })).toMatchObject({
      obtainable: true,
      wayOut: expect.stringContaining('so it will be built with Go 1.26.0'),
    });
    await mirror.close();
    expect(await inspect(aFetchedPart({}), settings)).toMatchObject({ obtainable: false });
  });

  it('is told what a person named wrongly instead of an exception', async () => {
    const settings = { ...workshop.settings, explicit: { tiny: '/nowhere' } };
    expect((await inspect(aPart(), settings)).wayOut).toContain('correct it or unset it');
  });
});

it.each([
  ['14', '14.0', 0],
  ['13.9', '14', -1],
  ['1.10.0', '1.9.9', 1],
  ['18.4.0-beta.17', '18.4.0', 0],
])('compares %s with %s', (left, right, sign) => {
  expect(Math.sign(compareVersions(left, right))).toBe(sign);
});

function says(folder: string, printed: string, name = 'tiny'): Promise<string> {
  return writeScript(join(workshop.dir, folder, name), `#!/bin/sh\necho "${printed}"\n`);
}

function withPath(...folders: string[]): Workshop['settings'] {
  const searchPath = [...folders.map((folder) => join(workshop.dir, folder)), ...workshop.settings.searchPath];
  return { ...workshop.settings, searchPath };
}

function aProbe(): NonNullable<ReturnType<typeof aPart>['probe']> {
  const { probe } = aPart();
  if (!probe) throw new Error('the tiny part has a probe');
  return probe;
}
