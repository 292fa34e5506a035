import { randomUUID } from 'node:crypto';
import type { Diff, Left } from '../../../domain/gitops/compare.js';
import type { Declared } from '../../../domain/gitops/document.js';
import type { Transaction } from '../database.js';

export interface SourceRow {
  readonly id: string;
  readonly url: string;
  readonly branch: string;
  readonly folder: string;
  readonly prune: boolean;
  readonly applied_revision: string | null;
  readonly applied: readonly Declared[] | null;
}

const KEPT_RUNS = 200;
const DIFFS_MAX = 500;
/** Of all of them together; as they are kept, with blanks between, they are longer. */
const FIELDS_CHARS_MAX = 150_000;

/** Takes up each source that was not read for so long: two workers never read the same one. */
export function takeDueSources(tx: Transaction, account: string, everyMs: number): Promise<readonly SourceRow[]> {
  return tx.query<SourceRow & Record<string, unknown>>(
    `SELECT id, url, branch, folder, prune, applied_revision, applied FROM gitops_source s
     WHERE account = $1 AND enabled AND NOT EXISTS (SELECT FROM gitops_run r WHERE r.account = s.account AND r.source = s.id
       AND r.started_at > greatest(clock() - make_interval(secs => $2 / 1000.0), s.wanted_at)) ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 20`,
    [account, everyMs],
  );
}

export function readSource(tx: Transaction, account: string, id: string): Promise<readonly SourceRow[]> {
  return tx.query<SourceRow & Record<string, unknown>>(
    'SELECT id, url, branch, folder, prune, applied_revision, applied FROM gitops_source WHERE account = $1 AND id = $2',
    [account, id],
  );
}

export interface RunEnd {
  readonly source: string;
  readonly state: 'success' | 'failed';
  readonly revision?: string;
  readonly declared?: readonly Declared[];
  readonly diffs: readonly Diff[];
  readonly left: readonly Left[];
  readonly error: string;
}

export async function keepGitopsRun(tx: Transaction, account: string, end: RunEnd): Promise<void> {
  await tx.query(
    `INSERT INTO gitops_run (account, id, source, started_at, ended_at, state, revision, declared, diffs, diff_count, error)
     VALUES ($1, $2, $3, clock(), clock(), $4, $5, $6, $7, $8, $9)`,
    [
      ...[account, randomUUID(), end.source, end.state, end.revision ?? null],
      ...[
        end.declared ? JSON.stringify(end.declared) : null,
        JSON.stringify(kept([...end.diffs, ...end.left])),
        end.diffs.length,
        end.error.slice(0, 1000),
      ],
    ],
  );
  await tx.query(
    `DELETE FROM gitops_run WHERE account = $1 AND source = $2 AND id IN (
       SELECT id FROM gitops_run WHERE account = $1 AND source = $2 ORDER BY started_at DESC OFFSET ${KEPT_RUNS})`,
    [account, end.source],
  );
}

/** As much as a row holds: after the first of them it is said what differs, and no longer in which fields. */
function kept(diffs: readonly (Diff | Left)[]): readonly (Diff | Left)[] {
  let chars = 0;
  return diffs.slice(0, DIFFS_MAX).map((diff) => {
    if (diff.does === 'left') return diff;
    chars += JSON.stringify(diff.fields).length;
    return chars <= FIELDS_CHARS_MAX ? diff : { ...diff, fields: [] };
  });
}

/** What a revision declared, as it was read. */
export async function readDeclared(
  tx: Transaction,
  account: string,
  { source, revision }: { readonly source: string; readonly revision: string },
): Promise<readonly Declared[] | undefined> {
  const [row] = await tx.query<{ declared: readonly Declared[] }>(
    `SELECT declared FROM gitops_run WHERE account = $1 AND source = $2 AND revision = $3 AND declared IS NOT NULL
     ORDER BY started_at DESC LIMIT 1`,
    [account, source, revision],
  );
  return row?.declared;
}

export async function newestRevision(tx: Transaction, account: string, source: string): Promise<string | undefined> {
  const [row] = await tx.query<{ revision: string | null }>(
    `SELECT revision FROM gitops_run WHERE account = $1 AND source = $2 AND state = 'success' ORDER BY started_at DESC LIMIT 1`,
    [account, source],
  );
  return row?.revision ?? undefined;
}

/** The fleet as a document would declare it. */
export function readLive(tx: Transaction, account: string): Promise<readonly Declared[]> {
  return tx.query<Declared & Record<string, unknown>>(
    `SELECT 'module' AS kind, id, jsonb_build_object('enabled', enabled, 'version', version) AS fields FROM module WHERE account = $1
     UNION ALL SELECT 'template', t.id, jsonb_build_object('title', t.title, 'configHash', t.config_hash, 'modules',
       coalesce((SELECT jsonb_agg(m.module ORDER BY m.module COLLATE "C") FROM template_module m WHERE m.account = t.account AND m.template = t.id), '[]'))
     FROM template t WHERE t.account = $1
     UNION ALL SELECT 'node', id, jsonb_build_object('template', template, 'lifecycle', lifecycle, 'enabled', enabled, 'region', region,
       'configHash', config_hash) FROM node WHERE account = $1
     UNION ALL SELECT 'assignment', node || '/' || module, jsonb_build_object('version', version, 'enabled', enabled) FROM assignment
     WHERE account = $1`,
    [account],
  );
}

/** What was brought last is the middle of the next comparison; after an undo nothing was. */
export async function keepApplied(
  tx: Transaction,
  account: string,
  {
    source,
    revision,
    declared,
  }: { readonly source: string; readonly revision?: string; readonly declared?: readonly Declared[] },
): Promise<void> {
  await tx.query('UPDATE gitops_source SET applied_revision = $3, applied = $4 WHERE account = $1 AND id = $2', [
    ...[account, source, revision ?? null, declared ? JSON.stringify(declared) : null],
  ]);
}
