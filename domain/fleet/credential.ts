import { isAccount } from '../account.js';

/** A text that says whose it is, so that looking it up needs no look across accounts; only the hash of its secret is kept. */
export interface NodeSecret {
  readonly account: string;
  readonly instance: string;
  readonly secret: string;
}

const PREFIX = { credential: 'rvn_', enrolment: 'rve_' } as const;
export type NodeSecretKind = keyof typeof PREFIX;

/** An account and a secret hold no dot, so the name of an instance may. */
const PARTS = /^([a-z0-9-]{1,63})\.([A-Za-z0-9][A-Za-z0-9._:@+/~=-]{0,119})\.([A-Za-z0-9_-]{43})$/;

export function parseNodeSecret(kind: NodeSecretKind, text: string): NodeSecret | undefined {
  const prefix = PREFIX[kind];
  if (!text.startsWith(prefix)) return undefined;
  const [, account, instance, secret] = PARTS.exec(text.slice(prefix.length)) ?? [];
  return account && instance && secret && isAccount(account) ? { account, instance, secret } : undefined;
}

export function formatNodeSecret(kind: NodeSecretKind, { account, instance, secret }: NodeSecret): string {
  return `${PREFIX[kind]}${account}.${instance}.${secret}`;
}

/** Whether an instance of this name can have a credential at all. */
export function canEnrol(instance: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]{0,119}$/.test(instance);
}

/** An enrolment token is good for so long, and once. */
export const ENROLMENT_MS = 3_600_000;
export const ENROLMENT_MS_MAX = 7 * 86_400_000;
export const CREDENTIAL_MS = 30 * 86_400_000;
/** After a rotation the old one goes on until the new one is used, and no longer than this. */
export const OVERLAP_MS_MAX = 3_600_000;

/** POST /node/v1/enrol */
export interface EnrolReply {
  readonly account: string;
  readonly instance: string;
  readonly credential: string;
  /** Epoch ms. */
  readonly endsAt: number;
  /** How often to report. */
  readonly everyMs: number;
  readonly at: number;
}

/** POST /node/v1/credential */
export interface CredentialReply {
  readonly credential: string;
  readonly endsAt: number;
}

/** POST /node/v1/certificate */
export interface CertificateReply {
  readonly serial: string;
  readonly certificate: string;
  readonly ca: string;
  readonly notAfter: number;
  readonly renewAfter: number;
}
