import { describe, expect, it } from 'vitest';
import type { Affected } from '../../../domain/cve/advisory.js';
import { installedOf, matchAll } from '../../../domain/cve/match.js';

const deb = (fixed: string | undefined, release?: string): Affected => ({
  ...{ ecosystem: 'deb', name: 'openssl', ranges: [{ from: '', ...(fixed !== undefined && { fixed }) }] },
  ...(release !== undefined && { release }),
});
const upstream: Affected = { ecosystem: 'generic', name: 'openssl', ranges: [{ from: '3.0.0', fixed: '3.0.8' }] };
const match = (affected: readonly Affected[], version: string, releases: readonly string[] = ['debian:12']) =>
  matchAll(
    installedOf({ deb: [`openssl@${version}`] }),
    new Map([['openssl', [{ cve: 'CVE-1', affected }]]]),
    releases,
  );

describe('what is installed and what is told of it', () => {
  it('is read with the names of npm whole, and what names no version is left out', () => {
    expect(installedOf({ npm: ['@a/b@1.0.0', 'plain', '@c', 'x@'] })).toEqual([
      { ecosystem: 'npm', name: '@a/b', version: '1.0.0' },
    ]);
  });

  it.each([
    ['is below the one that mends it', [deb('3.0.8-1')], '3.0.7-1', ['debian:12'], '3.0.8-1'],
    ['is of another release', [deb('3.0.8-1', 'debian:11')], '3.0.7-1', ['debian:12'], undefined],
    ['is of another family', [deb('3.0.8-1', 'debian:12')], '3.0.7-1', ['ubuntu:12'], undefined],
    ['is of a release whose version nobody tells', [deb('3.0.8-1', 'debian:12')], '3.0.7-1', ['debian'], '3.0.8-1'],
    ['is of a point release', [deb('3.0.8-1', 'rocky:9')], '3.0.7-1', ['rocky:9.4'], '3.0.8-1'],
    ['is of a release whose number only begins alike', [deb('3.0.8-1', 'rocky:9')], '3.0.7-1', ['rocky:95'], undefined],
    [
      'is of a release that is named with a v',
      [deb('3.0.8-1', 'alpine:v3.18')],
      '3.0.7-1',
      ['alpine:3.18.4'],
      '3.0.8-1',
    ],
    ['is of a release that nobody knows', [deb('3.0.8-1', 'debian:11')], '3.0.7-1', [''], '3.0.8-1'],
    [
      'runs on two releases, of which one is told',
      [deb('3.0.8-1', 'debian:11')],
      '3.0.7-1',
      ['debian:11', 'debian:12'],
      '3.0.8-1',
    ],
    [
      'is mended later on one of two releases',
      [deb('3.0.8-1', 'debian:11'), deb('3.0.9-1', 'debian:12')],
      '3.0.7-1',
      ['debian:11', 'debian:12'],
      '3.0.9-1',
    ],
    ['is told by who wrote it alone', [upstream], '3.0.7-1', ['debian:12'], '3.0.8'],
    [
      'is mended by who packages it, at a version that the writer calls broken',
      [upstream, deb('3.0.7-1+deb12u1')],
      '3.0.7-1+deb12u1',
      ['debian:12'],
      undefined,
    ],
  ] as const)('meet where it %s', (_what, affected, version, releases, fixedIn) => {
    const found = match(affected, version, releases);
    expect(found).toEqual(
      fixedIn === undefined ? [] : [{ cve: 'CVE-1', ecosystem: 'deb', package: 'openssl', version, fixedIn }],
    );
  });

  it.each<readonly [installed: string, told: string, fixedIn: string | undefined]>([
    ['libssl3@3.0.7-1 openssl', '3.0.8-1', '3.0.8-1'],
    ['libssl3@3.0.8-1 openssl', '3.0.8-1', undefined],
    // Built once more, which its source was not.
    ['openssl@3.0.7-1+b2 openssl@3.0.7-1', '3.0.8-1', '3.0.8-1'],
    // Versions of its own: only those of the source count.
    ['openssl-tools@1.203 openssl@3.0.7-1', '3.0.8-1', '3.0.8-1'],
    ['openssl-tools@1.203 openssl@3.0.8-1', '3.0.8-1', undefined],
    ['openssl-tools@1:3.0.7-1 openssl@3.0.7-1', '3.0.8-1', '1:3.0.8-1'],
    ['openssl-tools@2:3.0.8-1 openssl@1:3.0.7-1', '1:3.0.8-1', '1:3.0.8-1'],
    ['libssl3@3.0.7-1 another', '3.0.8-1', undefined],
  ])('meet %s by what it was built from, where %s mends it', (installed, told, fixedIn) => {
    const found = matchAll(
      installedOf({ deb: [installed] }),
      new Map([['openssl', [{ cve: 'CVE-1', affected: [deb(told)] }]]]),
      ['debian:12'],
    );
    const [name, version] = installed.split(/[@ ]/);
    expect(found).toEqual(
      fixedIn === undefined ? [] : [{ cve: 'CVE-1', ecosystem: 'deb', package: name, version, fixedIn }],
    );
  });

  it('says of what nothing mends that nothing does, also where another version of it could be mended', () => {
    expect(match([deb(undefined)], '3.0.7-1')).toEqual([
      { cve: 'CVE-1', ecosystem: 'deb', package: 'openssl', version: '3.0.7-1' },
    ]);
  });
});
