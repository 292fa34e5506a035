import {
  bits,
  type Bytes,
  context,
  integer,
  octets,
  oid,
  raw,
  sequence,
  setOf,
  time,
  truth,
  utf8,
  values,
} from './der.js';

const ID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  altName: '2.5.29.17',
  constraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  authorityKey: '2.5.29.35',
  extendedUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** Everything here is signed by ECDSA over P-256 with SHA-256; there is no choice, so none can be made badly. */
const ALGORITHM = sequence(oid(ID.ecdsaSha256));

export interface Name {
  readonly commonName: string;
  readonly organization: string;
}

export interface CertificateWish {
  readonly serial: Bytes;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The public key, as SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
  /** Digests of the two public keys. */
  readonly keyId: Bytes;
  readonly issuerKeyId: Bytes;
  /** One that may sign others, or one of a node with what it is called. */
  readonly use: 'authority' | { readonly dns: readonly string[]; readonly uri: string };
}

/** What is signed of a certificate (RFC 5280, 4.1). */
export function certificateBody(wish: CertificateWish): Bytes {
  const { serial, issuer, subject, notBefore, notAfter, publicKey, keyId, issuerKeyId, use } = wish;
  const authority = use === 'authority';
  const extensions = [
    extension(ID.constraints, sequence(...(authority ? [truth, integer(0)] : [])), 'critical'),
    // keyCertSign and cRLSign, or digitalSignature: bits are counted from the left.
    extension(ID.keyUsage, authority ? bits(Uint8Array.of(0x06), 1) : bits(Uint8Array.of(0x80), 7), 'critical'),
    extension(ID.subjectKey, octets(keyId)),
    extension(ID.authorityKey, sequence(raw(0, issuerKeyId))),
    ...(authority ? [] : [extension(ID.extendedUsage, sequence(oid(ID.serverAuth), oid(ID.clientAuth)))]),
    ...(authority
      ? []
      : [extension(ID.altName, sequence(...use.dns.map((name) => raw(2, ascii(name))), raw(6, ascii(use.uri))))]),
  ];
  return sequence(
    context(0, integer(2)),
    integer(serial),
    ALGORITHM,
    nameOf(issuer),
    sequence(time(notBefore), time(notAfter)),
    nameOf(subject),
    publicKey,
    context(3, sequence(...extensions)),
  );
}

export interface Revoked {
  readonly serial: Bytes;
  readonly at: number;
}

/** What is signed of a list of revoked certificates (RFC 5280, 5.1). */
export function crlBody(wish: {
  readonly issuer: Name;
  readonly issuerKeyId: Bytes;
  readonly at: number;
  readonly next: number;
  readonly number: number;
  readonly revoked: readonly Revoked[];
}): Bytes {
  const entries = wish.revoked.map(({ serial, at }) => sequence(integer(serial), time(at)));
  return sequence(
    integer(1),
    ALGORITHM,
    nameOf(wish.issuer),
    time(wish.at),
    time(wish.next),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(
      0,
      sequence(
        extension(ID.authorityKey, sequence(raw(0, wish.issuerKeyId))),
        extension(ID.crlNumber, integer(wish.number)),
      ),
    ),
  );
}

/** What is signed of a request. Whoever reads it takes the key alone: what a node is called, the server knows. */
export function requestBody(subject: Name, publicKey: Bytes): Bytes {
  return sequence(integer(0), nameOf(subject), publicKey, context(0));
}

/** A body with its signature. */
export function signed(body: Bytes, signature: Bytes): Bytes {
  return sequence(body, ALGORITHM, bits(signature));
}

export interface SigningRequest {
  /** What is signed. */
  readonly body: Bytes;
  readonly signature: Bytes;
  readonly publicKey: Bytes;
}

export const REQUEST_BYTES_MAX = 8192;

/** Reads a request (RFC 2986); nothing where it is none that could be answered. Whether the signature holds is for others. */
export function readRequest(der: Bytes): SigningRequest | undefined {
  if (der.length > REQUEST_BYTES_MAX) return undefined;
  const [outer, ...more] = values(der) ?? [];
  if (!outer || more.length > 0 || outer.tag !== 0x30) return undefined;
  const [body, algorithm, signature, ...rest] = values(outer.content) ?? [];
  if (!body || !algorithm || !signature || rest.length > 0 || signature.tag !== 3 || signature.content[0] !== 0)
    return undefined;
  const [version, name, key] = values(body.content) ?? [];
  if (body.tag !== 0x30 || version?.tag !== 2 || name?.tag !== 0x30 || key?.tag !== 0x30) return undefined;
  if (!isSame(algorithm.whole, ALGORITHM)) return undefined;
  return { body: body.whole, signature: signature.content.subarray(1), publicKey: key.whole };
}

/** Whether a name can stand in a certificate as one that is looked up. */
export function isHostName(name: string): boolean {
  return (
    name.length <= 253 &&
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(name)
  );
}

export function pemOf(label: 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'X509 CRL', base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

/** The base64 of the one block of this kind; nothing where there is none or are several. */
export function unPem(label: string, text: string): string | undefined {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----/g)];
  const found = blocks.filter(([, name]) => name === label);
  return found.length === 1 ? found[0]?.[2]?.replaceAll(/\s/g, '') : undefined;
}

function nameOf({ organization, commonName }: Name): Bytes {
  const part = (id: string, text: string) => setOf(sequence(oid(id), utf8(text)));
  // X.520 gives both 64 characters; more would be refused by whoever checks it.
  return sequence(part(ID.organization, organization.slice(0, 64)), part(ID.commonName, commonName.slice(0, 64)));
}

function extension(id: string, value: Bytes, critical?: 'critical'): Bytes {
  return sequence(oid(id), ...(critical ? [truth] : []), octets(value));
}

function ascii(text: string): Bytes {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isSame(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
