import { type Book } from '../activities/store/accept/book.js';
import { createAccess } from './reeve/access.js';
import { type BookKeeping, createBooks } from './reeve/books.js';
import { createStanding, type StandingDeps } from './reeve/standing.js';
import { createBoard } from './reeve/board.js';
import type { Catalogue } from '../activities/store/read/catalogue.js';
import { type ChangesDeps, createChanges } from './reeve/changes.js';
import { createCves } from './reeve/cves.js';
import { createDiagnoses, type DiagnosesDeps } from './reeve/diagnoses.js';
import { createFleet } from './reeve/fleet.js';
import { createGitops, type GitopsDeps } from './reeve/gitops.js';
import { createModules } from './reeve/modules.js';
import { createLeash } from './reeve/leash.js';
import { createNodes, type NodesDeps } from './reeve/nodes.js';
import { createLive, type LiveDeps } from './reeve/live.js';
import { createSensing, type SensingDeps } from './reeve/sensing.js';
import { createTelling } from './reeve/telling.js';
import { createWork, type WorkWatch } from './reeve/work.js';

export { KeyReused, LedgerBroken, NotAccepted } from './reeve/refusals.js';
export { Unfit } from './reeve/unfit.js';
export * from './reeve/spine-words.js';
export * from './reeve/board-words.js';
export * from './reeve/sensing-words.js';
export { CHANGE_KINDS, HOOK_PROVIDERS, type HookProvider } from '../domain/change.js';
export { type Column, NAME } from '../domain/fleet/column.js';
export type { Entity } from '../domain/fleet/entity.js';
export { ENTITIES as FLEET_ENTITIES } from '../domain/fleet/estate.js';
export { type EstateDocument, type EstateRow, MISTAKES_MAX, openDocument } from '../domain/fleet/document.js';
export { Unresolved } from '../activities/store/accept/fleet-import.js';
export type { ToldChange } from '../activities/store/accept/changes.js';
export { Crowded } from './reeve/nodes.js';
export { CVE_SEVERITIES } from '../domain/cve/risk.js';
export { EXPOSURE_STATES } from '../activities/store/read/cves.js';
export { ENROLMENT_MS_MAX } from '../domain/fleet/credential.js';
export { INSTANCE_STATES } from '../domain/fleet/instance.js';
export { parseReports } from '../domain/fleet/report.js';
export { parseResult, POLL_MS_MAX } from '../domain/fleet/task-kinds.js';
export type { NodeCaller } from '../activities/store/accept/nodes.js';
export { CHANGE_TELLERS, type ChangeFilter } from '../activities/store/read/changes.js';
export { type AddedDiagnosis, Busy, causeInWords } from './reeve/diagnoses.js';
export { DIAGNOSIS_VERDICTS, type DiagnosisReport, type DiagnosisVerdict } from '../domain/diagnosis/diagnosis.js';
export type { KeptDiagnosis, ListedDiagnosis } from '../activities/store/read/diagnoses.js';
export type { About, PartStatus, QueueStatus, Status } from './reeve/standing.js';
export { isDatabaseAway } from '../domain/away.js';
export { ENTRY_KINDS, type StoredEntry } from '../domain/ledger.js';
export type { BookReport } from '../domain/ledger-check.js';
export { actorOf, type Caller, IDENTITY_PROVIDERS, PRINCIPAL_ID, PRINCIPAL_STATES } from '../domain/principal.js';
export { count, plural, sentence } from '../domain/wording.js';
export { parseToken } from '../domain/token.js';
export { mayAct, type Role, ROLES } from '../domain/roles.js';
export type { LedgerEntry } from '../activities/store/read/ledger.js';
export type { ListedPrincipal, ListedToken } from '../activities/store/read/principals.js';

export type ReeveDeps = Book &
  Omit<BookKeeping, 'db' | 'ledger'> &
  Omit<StandingDeps, 'db'> &
  Omit<ChangesDeps, 'db' | 'ledger'> &
  Omit<DiagnosesDeps, 'db'> &
  Omit<GitopsDeps, 'db' | 'ledger'> &
  Omit<NodesDeps, 'db' | 'ledger'> &
  Omit<SensingDeps, 'db' | 'ledger'> &
  Omit<LiveDeps, 'db'> &
  WorkWatch & { readonly catalogue: Catalogue };

/** The one way in. Every door asks it, and none talks to the store or to Temporal itself. */
export function createReeve(deps: ReeveDeps) {
  return {
    access: createAccess(deps),
    board: createBoard(deps),
    books: createBooks(deps),
    changes: createChanges(deps),
    cves: createCves(deps),
    diagnoses: createDiagnoses(deps),
    fleet: createFleet(deps),
    gitops: createGitops(deps),
    modules: createModules(deps),
    standing: createStanding(deps),
    leash: createLeash(deps, deps.catalogue),
    nodes: createNodes(deps),
    sensing: createSensing(deps),
    live: createLive(deps),
    telling: createTelling(deps),
    work: createWork(deps, deps.catalogue),
  };
}
export type Reeve = ReturnType<typeof createReeve>;
