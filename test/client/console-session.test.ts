import { describe, expect, it } from 'vitest';
import { nextPath, signInPath } from '../../client/console/next-path.js';
import { openSecrets } from '../../client/console/secrets.js';
import {
  formToken,
  isFormToken,
  newSession,
  openSession,
  sealSession,
  SESSION_MS_MAX,
} from '../../client/console/session.js';
import { createSignInLimit } from '../../client/console/sign-in-limit.js';

const NOON = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const secrets = openSecrets('a session key');

describe('a session', () => {
  const session = newSession('acme', { token: 'rv1.acme.abc.secret' }, NOON);
  const cookie = sealSession(secrets, session);

  it.each([
    ['opens at once', NOON, true],
    ['opens a millisecond before its twelve hours are over', NOON + SESSION_MS_MAX - 1, true],
    ['is over after twelve hours', NOON + SESSION_MS_MAX, false],
    ['opens where another clock is a minute behind', NOON - MINUTE, true],
    ['is refused when it comes from the future', NOON - MINUTE - 1, false],
  ])('%s', (_name, now, opens) => {
    expect(openSession(secrets, cookie, now)).toEqual(opens ? session : undefined);
  });

  it('shows nothing of its token', () => {
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain('secret');
    expect(sealSession(secrets, session)).not.toBe(cookie);
  });

  it('does not open once any byte of it was changed', () => {
    const bytes = Buffer.from(cookie, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openSession(secrets, changed.toString('base64url'), NOON)).toBeUndefined();
    }
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['too little', 'AAAA'],
    ['a cookie of another Reeve', sealSession(openSecrets('another key'), session)],
    ['something sealed for another purpose', secrets.seal('notice/x', session)],
    ['something else that was sealed', secrets.seal('session', { id: 'x' })],
  ])('does not open from %s', (_name, text) => {
    expect(openSession(secrets, text, NOON)).toBeUndefined();
  });

  it('has a word for its forms that fits no other session and no other key', () => {
    const other = newSession('acme', { token: 'rv1.acme.abc.secret' }, NOON);
    const word = formToken(secrets, session);
    expect(isFormToken(secrets, session, word)).toBe(true);
    expect(isFormToken(secrets, other, word)).toBe(false);
    expect(isFormToken(openSecrets('another key'), session, word)).toBe(false);
    for (const wrong of ['', word.slice(1), `${word}x`, 'ü'.repeat(word.length)]) {
      expect(isFormToken(secrets, session, wrong)).toBe(false);
    }
  });
});

describe('where to go after signing in', () => {
  it.each([
    ['/console', '/console'],
    ['/console/ledger?kind=setting&before=9', '/console/ledger?kind=setting&before=9'],
    ['/console/a b"<', '/console/a%20b%22%3C'],
    [undefined, '/console'],
    ['', '/console'],
    ['/', '/console'],
    ['/api', '/console'],
    ['/consoleevil', '/console'],
    ['/console.evil.example', '/console'],
    ['/console@evil.example', '/console'],
    ['//evil.example/console', '/console'],
    ['https://evil.example/console', '/console'],
    ['\\\\evil.example', '/console'],
    ['/console/../api', '/console'],
    ['/console/..//evil.example', '/console'],
    ['/console/%2e%2e/healthz', '/console'],
    ['/console\\..\\..\\evil', '/console'],
    [' /console/ledger', '/console'],
    ['javascript:alert(1)', '/console'],
    ['/console/signin?next=/console/signin', '/console'],
    ['/console/signout', '/console'],
    [`/console/${'x'.repeat(2000)}`, '/console'],
  ])('%s leads to %s', (asked, expected) => {
    expect(nextPath(asked)).toBe(expected);
  });

  it('is kept over the doorstep', () => {
    expect(signInPath('/console/ledger?kind=trust')).toBe('/console/signin?next=%2Fconsole%2Fledger%3Fkind%3Dtrust');
    expect(signInPath('https://evil.example')).toBe('/console/signin');
  });
});

describe('the limit of sign-ins', () => {
  it('is reached by the tenth failure of an address and over a minute later', () => {
    const limit = createSignInLimit();
    for (let tries = 0; tries < 10; tries += 1) {
      expect(limit.isReached('a', NOON + tries)).toBe(false);
      limit.failed('a', NOON + tries);
    }
    expect(limit.isReached('a', NOON + 9)).toBe(true);
    expect(limit.isReached('b', NOON + 9)).toBe(false);
    expect(limit.isReached('a', NOON + MINUTE - 1)).toBe(true);
    expect(limit.isReached('a', NOON + MINUTE)).toBe(false);
  });

  it('remembers a bounded number of addresses, the latest', () => {
    const limit = createSignInLimit(2);
    const fail = (address: string) => {
      for (let tries = 0; tries < 10; tries += 1) limit.failed(address, NOON);
    };
    ['a', 'b', 'c'].forEach(fail);
    expect(['a', 'b', 'c'].map((address) => limit.isReached(address, NOON))).toEqual([false, true, true]);
  });
});
