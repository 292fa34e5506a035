import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareVersions, isNewer } from '../../../domain/packages/version.js';

it.each([
  ['1.0', '1.1'],
  ['1.9', '1.10'],
  ['1.0~rc1', '1.0'],
  ['1.0~~', '1.0~'],
  ['1.0', '1.0a'],
  ['1.0a', '1.0+1'],
  ['9', '1:0'],
  ['1.0-1', '1.0-2'],
  ['1.0-9', '1.0-10'],
  ['1.0', '1.0-1'],
  ['1.2.3-1ubuntu1', '1.2.3-1ubuntu1.1'],
  ['1.2.3-1', '1.2.3-1+deb12u1'],
  ['20240101', '20240101000000000000000001'],
])('to dpkg %s is older than %s', (older, newer) => {
  expect([isNewer('apt', newer, older), isNewer('apt', older, newer)]).toEqual([true, false]);
});

it.each([
  ['1.0', '1.1'],
  ['1.9', '1.10'],
  ['1.0~rc1', '1.0'],
  ['1.0', '1.0^git1'],
  ['1.0^git1', '1.0.1'],
  ['1.0a', '1.0.1'],
  ['9', '1:0'],
  ['1.0-1.el9', '1.0-2.el9'],
])('to rpm %s is older than %s', (older, newer) => {
  expect([isNewer('rpm', newer, older), isNewer('rpm', older, newer)]).toEqual([true, false]);
});

it.each([
  ['apt', '1.0', '1.0-0'],
  ['apt', '0:1.0', '1.0'],
  ['apt', '1.01', '1.1'],
  ['rpm', '1.0', '1.0-5.el9'],
  ['rpm', '1.0', '1_0'],
] as const)('to %s %s is the same as %s', (kind, one, other) => {
  expect(compareVersions(kind, one, other)).toBe(0);
});

it.each(['apt', 'rpm'] as const)('to %s one of two is newer, or neither, whatever they look like', (kind) => {
  const text = fc.string({ maxLength: 30 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(Math.sign(compareVersions(kind, one, other))).toBe(-Math.sign(compareVersions(kind, other, one)) + 0);
      expect(compareVersions(kind, one, one)).toBe(0);
    }),
  );
});
