import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateReply } from '../../domain/fleet/credential.js';
import type { ReportedCertificate } from '../../domain/fleet/report.js';
import { pemOf, requestBody, signed } from '../../domain/pki/x509.js';
import { readStart } from './host.js';

/** Who this node is. Only its user can read it. */
export interface NodeState {
  readonly server: string;
  readonly account: string;
  readonly instance: string;
  readonly credential: string;
  /** Epoch ms. */
  readonly credentialFrom: number;
  readonly credentialEndsAt: number;
  readonly everyMs: number;
  /** Numbers of reports below this may have been used. */
  readonly seqUpTo: number;
  readonly renewAfter?: number;
}

export interface NodeFolder {
  readonly dir: string;
  readonly read: () => Promise<NodeState | undefined>;
  readonly write: (state: NodeState) => Promise<void>;
  /** The key with its certificate, and the certificate of who signed it. */
  readonly keep: (keyPem: string, reply: CertificateReply) => Promise<void>;
  readonly certificateFile: string;
}

export function openNodeFolder(dir: string): NodeFolder {
  const file = (name: string) => join(dir, name);
  async function put(name: string, text: string, mode = 0o600): Promise<void> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(`${file(name)}.new`, text, { mode, flush: true });
    await rename(`${file(name)}.new`, file(name));
  }
  return {
    dir,
    certificateFile: file('node.pem'),
    async read() {
      const text = await readFile(file('state.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw new Error(
          `who this node is can't be read from ${file('state.json')} (${error.code}): run as the user who enrolled it`,
          { cause: error },
        );
      });
      return text === undefined ? undefined : (JSON.parse(text) as NodeState);
    },
    write: (state) => put('state.json', JSON.stringify(state)),
    async keep(keyPem, { certificate, ca }) {
      // Key and certificate are one file: there is no moment in which they don't belong together.
      await put('node.pem', keyPem + certificate);
      await put('ca.pem', ca, 0o644);
    },
  };
}

/** A new key, and the request to sign it. The key does not leave this host. */
export function makeRequest({ account, instance }: Pick<NodeState, 'account' | 'instance'>) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = requestBody(
    { organization: account, commonName: instance },
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const request = Buffer.from(signed(body, sign('sha256', body, privateKey))).toString('base64');
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: pemOf('CERTIFICATE REQUEST', request),
  };
}

const CERTIFICATES_MAX = 100;

/** The certificates in these files; a file that can't be read or holds none is passed over. */
export async function certificatesIn(files: readonly string[]): Promise<readonly ReportedCertificate[]> {
  const found = await Promise.all(files.map(async (file) => parseCertificates((await readStart(file)) ?? '', file)));
  return found.flat().slice(0, CERTIFICATES_MAX);
}

export function parseCertificates(text: string, file: string): readonly ReportedCertificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      const { serialNumber, subject, raw, validFrom, validTo } = new X509Certificate(block);
      return [
        {
          serial: serialNumber.toLowerCase().slice(0, 60),
          subject: subject.replaceAll('\n', ', ').slice(0, 300),
          fingerprint: `sha256:${createHash('sha256').update(raw).digest('hex')}`,
          ...{ notBefore: Math.max(0, Date.parse(validFrom)), notAfter: Date.parse(validTo), file: file.slice(0, 300) },
        },
      ];
    } catch {
      return [];
    }
  });
}
