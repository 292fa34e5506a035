import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  hkdfSync,
  randomUUID,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Digest, type Head, type Seal, type SealedHead, sealedText } from '../../domain/ledger.js';

const verifySoon = promisify<null, Buffer, KeyObject, Buffer, boolean>(verify);

export const sha256: Digest = (text) => hash('sha256', text, 'hex');

/** Signs the newest entry of every append. The key never enters the database. */
export interface Sealer {
  readonly keyId: string;
  readonly publicPem: string;
  readonly seal: (account: string, head: Head) => Seal;
  /** Another secret for another purpose, the same in every process that holds the key. */
  readonly derive: (purpose: string) => string;
}

/** Public keys by id: old ones stay, so that old seals still hold after a rotation. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

/** Opens the signing key, or makes one (0600) where there is none and `create` allows it. */
export async function openSealer(file: string, { create }: { readonly create: boolean }): Promise<Sealer> {
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && create) return makeKey(file);
    throw new Error(
      `the ledger's signing key can't be read from ${file} (${error.code}): point ledger.signingKeyFile to it`,
      {
        cause: error,
      },
    );
  });
  return sealerOf(pem, file);
}

export function sealerOf(pem: string, from = 'the key'): Sealer {
  const key = privateKey(pem, from);
  const publicKey = createPublicKey(key);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    seal: (account, head) => ({
      keyId,
      signature: sign(null, Buffer.from(sealedText({ account, seq: head.seq, hash: head.hash })), key).toString(
        'base64',
      ),
    }),
    derive: (purpose) => {
      const secret = key.export({ type: 'pkcs8', format: 'der' });
      return Buffer.from(hkdfSync('sha256', secret, '', `reeve/${purpose}`, 32)).toString('base64url');
    },
  };
}

export function sealHolds(keys: PublicKeys): (sealed: SealedHead) => boolean {
  return (sealed) => {
    const key = keys.get(sealed.seal.keyId);
    return key !== undefined && verify(null, signedBytes(sealed), key, signatureOf(sealed));
  };
}

/** The same beside the event loop, on as many cores as there are. */
export function sealHoldsSoon(keys: PublicKeys): (sealed: SealedHead) => Promise<boolean> {
  return async (sealed) => {
    const key = keys.get(sealed.seal.keyId);
    return key !== undefined && (await verifySoon(null, signedBytes(sealed), key, signatureOf(sealed)));
  };
}

function signedBytes({ account, seq, hash: headHash }: SealedHead): Buffer {
  return Buffer.from(sealedText({ account, seq, hash: headHash }));
}

function signatureOf({ seal }: SealedHead): Buffer {
  return Buffer.from(seal.signature, 'base64');
}

/** Reads public keys from PEM texts; several may stand in one. */
export function publicKeys(...pems: readonly string[]): PublicKeys {
  const blocks = pems.flatMap((pem) => pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []);
  if (blocks.length === 0)
    throw new Error('there is no public key in it: expected PEM text that begins with BEGIN PUBLIC KEY');
  return new Map(
    blocks.map((block) => {
      const key = createPublicKey(block);
      if (key.asymmetricKeyType !== 'ed25519')
        throw new Error(`the ledger's keys are Ed25519, this one is ${key.asymmetricKeyType}`);
      return [keyIdOf(key), key];
    }),
  );
}

/** The public halves kept beside the witness. A file that is no key vouches for nothing and is passed over. */
export async function readPublicKeys(folder: string): Promise<PublicKeys> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = files.filter((name) => name.endsWith('.pub.pem'));
  const keys = await Promise.all(
    names.map(async (name) => {
      const pem = await readFile(join(folder, name), 'utf8').catch(() => '');
      return pem.includes('BEGIN PUBLIC KEY') ? [...publicKeys(pem)] : [];
    }),
  );
  return new Map(keys.flat());
}

export async function keepPublicKey(folder: string, { keyId, publicPem }: Sealer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Moved into place whole: another process may be reading it.
  const fresh = join(folder, `${keyId}.${randomUUID()}.new`);
  await writeFile(fresh, publicPem, { mode: 0o644, flush: true });
  await rename(fresh, join(folder, `${keyId}.pub.pem`));
}

function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

function privateKey(pem: string, from: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error(`${from} is not a private key in PEM form: restore it from the backup, or name another file`, {
      cause: error,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `${from} holds a key of type ${key.asymmetricKeyType}, and the ledger signs with Ed25519: name another file`,
    );
  }
  return key;
}

async function makeKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const fresh = `${path}.${randomUUID()}.new`;
  await writeFile(fresh, pem, { mode: 0o600, flush: true });
  try {
    // A link either makes the name or fails: another process may make a key in the same moment, and there is one key.
    await link(fresh, path);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return await readFile(path, 'utf8');
    throw error;
  } finally {
    await unlink(fresh);
  }
}
