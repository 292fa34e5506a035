import { describe, expect, it } from 'vitest';
import { canEnrol, formatNodeSecret, parseNodeSecret } from '../../../domain/fleet/credential.js';

const parts = { account: 'home', instance: 'web-1.eu.example', secret: 'a'.repeat(43) };

describe('what a node proves itself by', () => {
  it('says whose it is, and is read back', () => {
    const text = formatNodeSecret('credential', parts);
    expect(text).toBe(`rvn_home.web-1.eu.example.${parts.secret}`);
    expect(parseNodeSecret('credential', text)).toEqual(parts);
  });

  it.each([
    ['of the other kind', formatNodeSecret('enrolment', parts)],
    ['with a secret that is too short', formatNodeSecret('credential', { ...parts, secret: 'a'.repeat(42) })],
    ['with no account', formatNodeSecret('credential', { ...parts, account: '-' })],
    ['with a space', formatNodeSecret('credential', { ...parts, instance: 'web 1' })],
    ['with nothing', ''],
  ])('is none: one %s', (_name, text) => {
    expect(parseNodeSecret('credential', text)).toBeUndefined();
  });

  it.each([
    ['a', true],
    ['web-1/eu', true],
    ['', false],
    ['-x', false],
    ['a b', false],
    ['x'.repeat(121), false],
  ])('%j can have one: %s', (instance, can) => {
    expect(canEnrol(instance)).toBe(can);
  });
});
