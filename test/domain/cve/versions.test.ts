import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitBy } from '../../../domain/cve/advisory.js';
import { compareVersions, type Ecosystem, ECOSYSTEMS } from '../../../domain/cve/versions.js';

/** Each older than the next. */
const ORDER: Readonly<Record<Exclude<Ecosystem, 'generic' | 'cargo'>, readonly string[]>> = {
  deb: [
    '1.0~rc1-1',
    '1.0-1',
    '1.0-1+b1',
    '1.0-1+deb12u1',
    '1.0-2',
    '1.0.1-1',
    '1.2-1',
    '1.10-1',
    '2.0a-1',
    '1:0.1-1',
    '2:0.1-1~bpo1',
    '2:0.1-1',
  ],
  rpm: ['1.0~rc1-1', '1.0-1.el8', '1.0-1.el9', '1.0^git1-1', '1.0.1-1', '1.2-3', '1.10-1', '1:0.5-1'],
  apk: ['1.2_alpha1-r0', '1.2_rc1-r0', '1.2-r0', '1.2-r1', '1.2_p1-r0', '1.2a-r0', '1.2.1-r0', '1.10-r0'],
  npm: [
    '0.9.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.10.0',
  ],
  go: ['v0.0.0-20200101000000-abcdefabcdef', 'v0.1.0', 'v1.2.3-rc.1', 'v1.2.3', 'v1.10.0'],
  pypi: ['1.0.dev1', '1.0a1.dev1', '1.0a1', '1.0b2', '1.0rc1', '1.0', '1.0.post1', '1.0.1', '1.10', '1!0.1'],
  gem: ['1.0.0.beta1', '1.0.0.rc1', '1.0.0', '1.0.1', '1.10'],
};

describe('versions', () => {
  it.each(Object.entries(ORDER))('of %s stand in their order', (ecosystem, versions) => {
    for (const [at, older] of versions.entries())
      for (const [other, newer] of versions.entries())
        expect(`${older} ${newer} ${compareVersions(ecosystem as Ecosystem, older, newer)}`).toBe(
          `${older} ${newer} ${Math.sign(at - other)}`,
        );
  });

  it.each([
    ['deb', '1.0-1', '0:1.0-1'],
    ['deb', '1.0', '1.00'],
    ['npm', 'v1.2.3', '1.2.3+build.5'],
    ['npm', '1.2', '1.2.0'],
    ['pypi', '1.0', '1.0.0'],
    ['pypi', '1.0-1', '1.0.post1'],
    ['gem', '1.0', '1.0.0'],
    ['rpm', '1.05-1', '1.5-1'],
  ] as const)('of %s: %s is %s', (ecosystem, a, b) => {
    expect(compareVersions(ecosystem, a, b)).toBe(0);
  });

  it.each(ECOSYSTEMS)('of %s: what is turned round is the opposite, whatever the text', (ecosystem) => {
    const text = fc.oneof(fc.string({ maxLength: 12 }), fc.stringMatching(/^[0-9a-z.~^:+_-]{0,12}$/));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareVersions(ecosystem, a, b) + compareVersions(ecosystem, b, a)).toBe(0);
        expect(compareVersions(ecosystem, a, a)).toBe(0);
      }),
    );
  });
});

describe('an advisory', () => {
  const openssl = { ecosystem: 'deb', name: 'openssl', ranges: [{ from: '0', fixed: '3.0.11-1~deb12u2' }] } as const;
  const at = (version: string) => ({ ecosystem: 'deb', name: 'openssl', version });

  it.each([
    ['3.0.11-1~deb12u1', true],
    ['3.0.11-1~deb12u2', false],
    ['3.0.11-1~deb12u3', false],
    ['1.1.1w-0', true],
  ])('hits %s: %s', (version, hit) => {
    expect(hitBy(openssl, at(version)) !== undefined).toBe(hit);
  });

  it('says what mends it, and keeps to its release, its package and its ecosystem', () => {
    expect(hitBy(openssl, at('1.0'))).toEqual({ fixedIn: '3.0.11-1~deb12u2' });
    const twelve = { ...openssl, release: 'debian:12' };
    expect(hitBy(twelve, at('1.0'), 'debian:11')).toBeUndefined();
    expect(hitBy(twelve, at('1.0'), 'debian:12')).toBeDefined();
    expect(hitBy(twelve, at('1.0'))).toBeDefined();
    expect(hitBy(openssl, { ecosystem: 'rpm', name: 'openssl', version: '1.0' })).toBeUndefined();
    expect(hitBy(openssl, { ecosystem: 'deb', name: 'libssl3', version: '1.0' })).toBeUndefined();
  });

  it('hits the last version that has it, and none after it', () => {
    const last = { ...openssl, ranges: [{ from: '2.0', last: '2.5' }] };
    expect(['1.9', '2.0', '2.5', '2.5.1'].map((version) => hitBy(last, at(version)) !== undefined)).toEqual([
      ...[false, true, true, false],
    ]);
    expect(hitBy({ ...openssl, ranges: [], versions: ['2.1'] }, at('2.1'))).toBeDefined();
  });
});
