import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export const sum = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
export type Files = Record<string, string | Uint8Array>;

export const paragraph = (name: string, version: string, architecture = 'amd64') =>
  `Package: ${name}\nArchitecture: ${architecture}\nVersion: ${version}\nDescription: x\n y\n`;
export const LIST = [
  paragraph('openssl', '3.0.9-1'),
  paragraph('openssl', '3.0.10-1'),
  paragraph('openssl', '3.0.10~rc1-1'),
  paragraph('tzdata', '2026a-1', 'all'),
].join('\n');

/** An apt repository of one suite, with one list packed. */
export function aptOf(list: string, over: { readonly packed?: Uint8Array; readonly promised?: string } = {}): Files {
  const packed = over.packed ?? gzipSync(list);
  const lines = [
    ` ${over.promised ?? sum(packed)} ${packed.length} main/binary-amd64/Packages.gz`,
    ` ${sum(list)} ${Buffer.byteLength(list)} main/binary-amd64/Packages`,
  ];
  return {
    'dists/stable/InRelease': `Origin: test\nComponents: main\nArchitectures: amd64 arm64\nSHA256:\n${lines.join('\n')}\nAcquire-By-Hash: no\n`,
    'dists/stable/main/binary-amd64/Packages.gz': packed,
  };
}

const rpm = (name: string, ver: string, rel: string, epoch = '0', arch = 'x86_64') =>
  `<package type="rpm"><name>${name}</name><arch>${arch}</arch><version epoch="${epoch}" ver="${ver}" rel="${rel}"/><format/></package>`;
export const PRIMARY = `<?xml version="1.0"?><metadata packages="4">${[
  rpm('openssl', '3.0.9', '1.el9'),
  rpm('openssl', '3.0.10', '1.el9'),
  rpm('vim', '8.2', '1', '2'),
  rpm('vim', '9.0', '1', '1'),
  rpm('tz', '1', '1', '0', 'src'),
].join('')}</metadata>`;

/** An rpm repository with one packed list. */
export function rpmOf(primary: string, over: { readonly checksum?: string; readonly href?: string } = {}): Files {
  const packed = gzipSync(primary);
  const href = over.href ?? 'repodata/abc-primary.xml.gz';
  return {
    'repodata/repomd.xml': `<repomd><data type="filelists"><location href="x"/></data><data type="primary">
      ${over.checksum ?? `<checksum type="sha256">${sum(packed)}</checksum>`}<location href="${href}"/><size>${packed.length}</size></data></repomd>`,
    'repodata/abc-primary.xml.gz': packed,
  };
}
