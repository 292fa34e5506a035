import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAccount } from '../../domain/account.js';
import type { Bytes } from '../../domain/pki/der.js';
import {
  certificateBody,
  crlBody,
  isHostName,
  type Name,
  pemOf,
  readRequest,
  type Revoked,
  signed,
  unPem,
} from '../../domain/pki/x509.js';

const DAY_MS = 86_400_000;
const AUTHORITY_MS = 3_650 * DAY_MS;
export const CERTIFICATE_MS = 90 * DAY_MS;
/** From then on a node asks for the next one. */
export const RENEW_AFTER = 0.75;
/** Clocks of nodes are behind by some minutes now and then. */
const EARLIER_MS = 5 * 60_000;
const CRL_MS = DAY_MS;

export interface IssuedCertificate {
  readonly serial: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly renewAfter: number;
  readonly certificate: string;
  readonly ca: string;
}

/** Signs the certificates of one account's nodes. */
export interface Authority {
  readonly pem: string;
  /** Nothing where the request is none, or is not signed by the key that it brings. */
  readonly issue: (instance: string, requestPem: string, now: number) => IssuedCertificate | undefined;
  readonly crl: (revoked: readonly { readonly serial: string; readonly at: number }[], now: number) => string;
}

/** Each account has an authority of its own, so that no node of one is believed in another. Made when it is first needed. */
export function openAuthorities(dir: string): (account: string) => Promise<Authority> {
  const opened = new Map<string, Promise<Authority>>();
  return (account) => {
    if (!isAccount(account)) return Promise.reject(new Error(`"${account}" is not the name of an account`));
    const found = opened.get(account) ?? openAuthority(dir, account);
    opened.set(account, found);
    // One that could not be opened is tried again by the next who asks.
    found.catch(() => opened.delete(account));
    return found;
  };
}

async function openAuthority(dir: string, account: string): Promise<Authority> {
  const file = join(dir, `${account}.pem`);
  const text = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return makeAuthority(dir, file, account);
    throw new Error(
      `the key that signs the nodes' certificates can't be read from ${file} (${error.code}): make it readable`,
      { cause: error },
    );
  });
  return authorityOf(text, account, file);
}

async function makeAuthority(dir: string, file: string, account: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = nameOf(account);
  const body = certificateBody({
    ...{ serial: newSerial(), issuer: name, subject: name, publicKey: spki, use: 'authority' },
    ...{ keyId: keyIdOf(spki), issuerKeyId: keyIdOf(spki), notBefore: now - EARLIER_MS, notAfter: now + AUTHORITY_MS },
  });
  const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() + sealed(body, privateKey, 'CERTIFICATE');
  const fresh = `${file}.${randomUUID()}.new`;
  await writeFile(fresh, text, { mode: 0o600, flush: true });
  try {
    // A link makes the name or fails: another process may be making one in the same moment, and there is one.
    await link(fresh, file);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return await readFile(file, 'utf8');
    throw error;
  } finally {
    await unlink(fresh);
  }
}

function authorityOf(text: string, account: string, file: string): Authority {
  const base64 = unPem('CERTIFICATE', text);
  if (base64 === undefined || !text.includes('PRIVATE KEY'))
    throw new Error(`${file} does not hold the key and the certificate of an authority: restore it from a backup`);
  const key = createPrivateKey(text);
  const pem = pemOf('CERTIFICATE', base64);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const issuer = nameOf(account);
  return {
    pem,
    issue(instance, requestPem, now) {
      const publicKey = provenKey(requestPem);
      if (!publicKey) return undefined;
      const serial = newSerial();
      // Whole seconds, as they stand in the certificate.
      const [notBefore, notAfter] = [now - EARLIER_MS, now + CERTIFICATE_MS].map(
        (at) => Math.floor(at / 1000) * 1000,
      ) as [number, number];
      const body = certificateBody({
        ...{ serial, issuer, subject: { organization: account, commonName: instance }, publicKey, notBefore, notAfter },
        ...{ keyId: keyIdOf(publicKey), issuerKeyId: keyIdOf(spki) },
        use: {
          dns: isHostName(instance) ? [instance] : [],
          uri: `reeve://${account}/instance/${encodeURIComponent(instance)}`,
        },
      });
      const certificate = sealed(body, key, 'CERTIFICATE');
      return {
        ...{ certificate, ca: pem, notBefore, notAfter },
        serial: Buffer.from(serial).toString('hex'),
        subject: `O=${account}, CN=${instance}`,
        fingerprint: fingerprintOf(certificate),
        renewAfter: Math.round(now + RENEW_AFTER * CERTIFICATE_MS),
      };
    },
    crl(revoked, now) {
      const list: readonly Revoked[] = revoked.map(({ serial, at }) => ({ serial: Buffer.from(serial, 'hex'), at }));
      const body = crlBody({
        ...{ issuer, issuerKeyId: keyIdOf(spki), at: now, next: now + CRL_MS, number: now },
        revoked: list,
      });
      return sealed(body, key, 'X509 CRL');
    },
  };
}

/** The key of a request, where its owner has shown to hold the other half of it. */
function provenKey(requestPem: string): Bytes | undefined {
  const base64 = unPem('CERTIFICATE REQUEST', requestPem);
  const request = base64 === undefined ? undefined : readRequest(Buffer.from(base64, 'base64'));
  if (!request) return undefined;
  try {
    const key = createPublicKey({ key: Buffer.from(request.publicKey), type: 'spki', format: 'der' });
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    // As the library writes it, so that nothing that was sent stands in a certificate.
    return isP256 && verify('sha256', request.body, key, request.signature)
      ? key.export({ type: 'spki', format: 'der' })
      : undefined;
  } catch {
    return undefined;
  }
}

export function fingerprintOf(certificatePem: string): string {
  return `sha256:${createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex')}`;
}

function sealed(body: Bytes, key: KeyObject, label: 'CERTIFICATE' | 'X509 CRL'): string {
  return pemOf(label, Buffer.from(signed(body, sign('sha256', body, key))).toString('base64'));
}

/** 20 bytes at most and never below 0 (RFC 5280, 4.1.2.2); the first bit but one says that it has always the same length. */
function newSerial(): Bytes {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function keyIdOf(spki: Bytes): Bytes {
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}

function nameOf(account: string): Name {
  return { organization: account, commonName: 'Reeve nodes' };
}
