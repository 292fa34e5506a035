import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAuthorities } from '../../../activities/pki/authority.js';
import { integer, oid, time, tlv, values } from '../../../domain/pki/der.js';
import { isHostName, pemOf, readRequest, requestBody, signed, unPem } from '../../../domain/pki/x509.js';

const dir = mkdtempSync(join(tmpdir(), 'reeve-ca-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

function aRequest(curve = 'P-256', tamper = (body: Uint8Array) => body) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const name = { commonName: 'whoever', organization: 'anybody' };
  const body = requestBody(name, publicKey.export({ type: 'spki', format: 'der' }));
  const der = signed(tamper(body), sign('sha256', body, privateKey));
  return pemOf('CERTIFICATE REQUEST', Buffer.from(der).toString('base64'));
}

describe('DER', () => {
  it.each([
    ['0', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128, which must not look negative', integer(128), '02020080'],
    ['256', integer(256), '02020100'],
    ['bytes with zeros before', integer(Uint8Array.of(0, 0, 1)), '020101'],
    ['an object id', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['127 bytes', tlv(4, new Uint8Array(127)).subarray(0, 2), '047f'],
    ['128 bytes', tlv(4, new Uint8Array(128)).subarray(0, 3), '048180'],
    ['256 bytes', tlv(4, new Uint8Array(256)).subarray(0, 4), '04820100'],
    [
      'the last time with two digits',
      time(Date.UTC(2049, 11, 31, 23, 59, 59)),
      `170d${hex(Buffer.from('491231235959Z'))}`,
    ],
    ['the first time with four', time(Date.UTC(2050, 0, 1)), `180f${hex(Buffer.from('20500101000000Z'))}`],
  ])('writes %s', (_name, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it.each([
    ['a length that is longer than what is there', '0405aa'],
    ['a length without an end', '3080aa0000'],
    ['a length that could be shorter', '04810100'],
    ['a length of four bytes', '048400000001aa'],
    ['a tag alone', '30'],
    ['a tag of several bytes', '1f8101aa'],
  ])('refuses %s', (_name, bytes) => {
    expect(values(Buffer.from(bytes, 'hex'))).toBeUndefined();
  });
});

describe('the authority of an account', () => {
  const authorities = openAuthorities(join(dir, 'ca'));

  it('issues what openssl believes, for 90 days, and renews it at three quarters', async () => {
    const now = Date.now();
    const authority = await authorities('home');
    const issued = authority.issue('web-1.example', aRequest(), now);
    if (!issued) throw new Error('nothing was issued');
    const [ca, leaf] = [file('ca.pem', authority.pem), file('leaf.pem', issued.certificate)];
    expect(openssl('verify', '-x509_strict', '-CAfile', ca, leaf)).toContain('leaf.pem: OK');
    for (const purpose of ['sslserver', 'sslclient'])
      expect(
        openssl('verify', '-purpose', purpose, '-verify_hostname', 'web-1.example', '-CAfile', ca, leaf),
      ).toContain('OK');
    expect(openssl('x509', '-in', ca, '-noout', '-text')).toContain('CA:TRUE, pathlen:0');
    const read = new X509Certificate(issued.certificate);
    expect(read.subject).toBe('O=home\nCN=web-1.example');
    expect(read.serialNumber.toLowerCase()).toBe(issued.serial);
    expect(read.subjectAltName).toBe('DNS:web-1.example, URI:reeve://home/instance/web-1.example');
    expect(read.ca).toBe(false);
    expect(Math.round((issued.notAfter - now) / 86_400_000)).toBe(90);
    expect(Math.round((issued.renewAfter - now) / 86_400_000)).toBe(68);
    expect(Date.parse(new X509Certificate(authority.pem).validTo) - now).toBeGreaterThan(3_649 * 86_400_000);
  });

  it('takes the key of a request alone: its name is nobody', async () => {
    const issued = (await authorities('home')).issue('db 1/eu', aRequest(), Date.now());
    expect(new X509Certificate(issued?.certificate ?? '').subject).toBe('O=home\nCN=db 1/eu');
    expect(new X509Certificate(issued?.certificate ?? '').subjectAltName).toBe('URI:reeve://home/instance/db%201%2Feu');
  });

  it('takes a request that openssl made', async () => {
    openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-sha256',
      '-subj',
      '/CN=x',
      '-keyout',
      join(dir, 'k.pem'),
      '-out',
      join(dir, 'r.pem'),
    );
    expect((await authorities('home')).issue('x', readFileSync(join(dir, 'r.pem'), 'utf8'), Date.now())).toBeDefined();
    expect(openssl('req', '-in', file('own.pem', aRequest()), '-noout', '-verify')).toBeDefined();
  });

  it('says which ones hold no more', async () => {
    const authority = await authorities('home');
    const issued = authority.issue('web-2', aRequest(), Date.now());
    const crl = authority.crl([{ serial: issued?.serial ?? '', at: Date.now() - 1000 }], Date.now());
    const [ca, leaf, list] = [
      file('ca.pem', authority.pem),
      file('leaf.pem', issued?.certificate ?? ''),
      file('crl.pem', crl),
    ];
    expect(() => openssl('verify', '-crl_check', '-CAfile', ca, '-CRLfile', list, leaf)).toThrow(/certificate revoked/);
    file('crl.pem', authority.crl([], Date.now()));
    expect(openssl('verify', '-crl_check', '-CAfile', ca, '-CRLfile', list, leaf)).toContain('OK');
  });

  it('is not the one of another account, and stays the same', async () => {
    const [home, other] = [await authorities('home'), await authorities('other')];
    expect(home.pem).not.toBe(other.pem);
    expect((await openAuthorities(join(dir, 'ca'))('home')).pem).toBe(home.pem);
    expect(statSync(join(dir, 'ca', 'home.pem')).mode & 0o777).toBe(0o600);
    await expect(authorities('../x')).rejects.toThrow('not the name of an account');
  });

  it('is made once where two make it at the same time', async () => {
    const both = await Promise.all([
      openAuthorities(join(dir, 'two'))('home'),
      openAuthorities(join(dir, 'two'))('home'),
    ]);
    expect(both[0]?.pem).toBe(both[1]?.pem);
  });

  it.each([
    ['text', 'no request'],
    ['a certificate request without content', pemOf('CERTIFICATE REQUEST', '')],
    ['another curve', aRequest('P-384')],
    [
      'a body that was changed after it was signed',
      aRequest('P-256', (body) => body.map((byte, at) => (at === 30 ? byte ^ 1 : byte))),
    ],
    [
      'a whole that is cut',
      pemOf('CERTIFICATE REQUEST', (unPem('CERTIFICATE REQUEST', aRequest()) ?? '').slice(0, 80)),
    ],
    ['two requests', aRequest() + aRequest()],
  ])('refuses %s', async (_name, request) => {
    expect((await authorities('home')).issue('x', request, Date.now())).toBeUndefined();
  });

  it('reads nothing that is too long', () => {
    expect(readRequest(new Uint8Array(8193))).toBeUndefined();
  });

  it.each([
    ['web-1', true],
    ['web-1.eu.example', true],
    ['-web', false],
    ['a_b', false],
    ['a..b', false],
    ['x'.repeat(64), false],
  ])('%s is a host name: %s', (name, is) => {
    expect(isHostName(name)).toBe(is);
  });
});
