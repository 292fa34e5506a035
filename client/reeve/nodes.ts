import { revokeCertificate, issueCertificate } from '../../activities/store/accept/certificates.js';
import type { Book } from '../../activities/store/accept/book.js';
import { endNodeTask, openLeases } from '../../activities/store/accept/node-tasks.js';
import {
  enrol,
  type EnrolmentWish,
  type NodeCaller,
  offerEnrolment,
  revokeNode,
  rotateCredential,
} from '../../activities/store/accept/nodes.js';
import { Crowded, openReports } from '../../activities/store/accept/reports.js';
import { listCertificates, listEndpoints, readRevoked } from '../../activities/store/read/certificates.js';
import { type InstanceFilter, listInstances, showInstance } from '../../activities/store/read/instances.js';
import {
  type CertificateReply,
  type CredentialReply,
  type EnrolReply,
  parseNodeSecret,
} from '../../domain/fleet/credential.js';
import { type NodeReport, REPORT_EVERY_MS, type ReportReply } from '../../domain/fleet/report.js';
import { type NodeTask, POLL_MS_MAX, type TaskResult } from '../../domain/fleet/task-kinds.js';
import type { Caller } from '../../domain/principal.js';
import { openNodeAccess } from './node-access.js';
import { openBell } from './node-bell.js';
import { Unfit } from './unfit.js';

export { Crowded };

interface Issued {
  readonly serial: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly renewAfter: number;
  readonly certificate: string;
  readonly ca: string;
}

/** Who signs the certificates of an account's nodes. */
export interface NodeAuthority {
  readonly pem: string;
  readonly issue: (instance: string, requestPem: string, now: number) => Issued | undefined;
  readonly crl: (revoked: readonly { readonly serial: string; readonly at: number }[], now: number) => string;
}

export interface NodesDeps extends Book {
  readonly authority: (account: string) => Promise<NodeAuthority>;
  /** Calls at every word of the database about nodes, and without one when it begins to hear. */
  readonly hearNodes?: (hear: (word?: string) => void) => void;
}

/** So many may wait for work at a gateway: each is a connection of its own, and others need some too. */
const WAITING_MAX = 1_500;

/** What nodes say and ask, and what people see of them. */
export function createNodes({ authority, hearNodes, ...book }: NodesDeps) {
  const { db } = book;
  const access = openNodeAccess(db);
  const bell = openBell();
  const take = openReports(db);
  const lease = openLeases(db);
  hearNodes?.((word) => {
    const [what, account, instance] = word?.split(' ') ?? [];
    if (account === undefined || instance === undefined) {
      access.forgetAll();
      bell.ringAll();
    } else if (what === 'access') access.forget(account, instance);
    else bell.ring(`${account} ${instance}`);
  });

  return {
    byCredential: (text: string) => access.of(text),
    ...forNodes({ book, authority, access }),
    report: (node: NodeCaller, reports: readonly NodeReport[]): Promise<ReportReply> =>
      take(node.account, { instance: node.instance, reports }),
    result: (node: NodeCaller, id: string, result: TaskResult) => endNodeTask(db, node, { id, result }),
    /** What there is to do; where there is nothing, what comes until the time is over. Nothing of the database is held meanwhile. */
    async tasks(node: NodeCaller, waitMs: number, gone: AbortSignal): Promise<readonly NodeTask[]> {
      const { account, instance } = node;
      const until = performance.now() + Math.min(waitMs, POLL_MS_MAX);
      for (;;) {
        const leftMs = until - performance.now();
        const word =
          bell.waiting() < WAITING_MAX && leftMs > 0 ? bell.listen(`${account} ${instance}`, leftMs, gone) : undefined;
        const found = await lease(account, instance).catch((error: Error) => {
          word?.end();
          throw error;
        });
        if (found.length > 0 || !word) {
          word?.end();
          return found;
        }
        if (!(await word.heard)) return [];
      }
    },
    ...forPeople({ book, authority, access }),
    /** Nobody is kept waiting for work any longer. */
    drain: () => bell.close(),
  };
}

interface Parts {
  readonly book: Book;
  readonly authority: NodesDeps['authority'];
  readonly access: ReturnType<typeof openNodeAccess>;
}

function forNodes({ book, authority, access }: Parts) {
  const { db } = book;
  return {
    /** Nothing where the token is not good. */
    async enrol(token: string): Promise<EnrolReply | undefined> {
      const parts = parseNodeSecret('enrolment', token);
      const issued = parts && (await enrol(book, parts));
      if (!parts || !issued) return undefined;
      const { account, instance } = parts;
      access.forget(account, instance);
      const { credential, endsAt } = issued;
      return { account, instance, credential, endsAt: endsAt.getTime(), everyMs: REPORT_EVERY_MS, at: Date.now() };
    },
    async rotate(node: NodeCaller): Promise<CredentialReply | undefined> {
      const issued = await rotateCredential(book, node);
      access.forget(node.account, node.instance);
      return issued && { credential: issued.credential, endsAt: issued.endsAt.getTime() };
    },
    async certificate({ account, instance }: NodeCaller, request: string): Promise<CertificateReply> {
      const issued = (await authority(account)).issue(instance, request, Date.now());
      if (!issued)
        throw new Unfit(
          'this is no request for a certificate that can be signed: send one for an EC key (P-256), signed with SHA-256 by that key',
        );
      await issueCertificate(book, { account, instance }, issued);
      const { serial, certificate, ca, notAfter, renewAfter } = issued;
      return { serial, certificate, ca, notAfter, renewAfter };
    },
    ca: async (account: string) => (await authority(account)).pem,
    async crl(account: string) {
      const revoked = await readRevoked(db, account);
      return (await authority(account)).crl(revoked, Date.now());
    },
  };
}

function forPeople({ book, access }: Parts) {
  const { db } = book;
  return {
    list: (caller: Caller, filter: InstanceFilter) => listInstances(db, caller.account, filter),
    show: (caller: Caller, id: string) => showInstance(db, caller.account, id),
    offerEnrolment: (caller: Caller, wish: EnrolmentWish) => offerEnrolment(book, caller, wish),
    async revoke(caller: Caller, which: { readonly instance: string; readonly reason: string }) {
      const revoked = await revokeNode(book, caller, which);
      access.forget(caller.account, which.instance);
      return revoked;
    },
    certificates: (caller: Caller, filter: { readonly after?: string; readonly limit: number }) =>
      listCertificates(db, caller.account, filter),
    endpoints: (caller: Caller, filter: { readonly after?: string; readonly limit: number }) =>
      listEndpoints(db, caller.account, filter),
    revokeCertificate: (caller: Caller, which: { readonly serial: string; readonly reason: string }) =>
      revokeCertificate(book, caller, which),
  };
}
