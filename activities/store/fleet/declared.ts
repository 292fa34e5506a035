import type { DeclaredKind, FieldValue } from '../../../domain/gitops/document.js';
import type { Transaction } from '../database.js';

/** One declared thing as it is to be, or gone. Fields that are not named stay as they are. */
export interface Change {
  readonly kind: DeclaredKind;
  readonly id: string;
  readonly gone: boolean;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

interface Table {
  readonly make: string;
  readonly set: string;
  readonly drop: string;
}

const field = (name: string, column: string, type: string) =>
  `${column} = CASE WHEN w.f ? '${name}' THEN (w.f ->> '${name}')::${type} ELSE x.${column} END`;
const FROM = `FROM jsonb_to_recordset($2::jsonb) AS w (id text, f jsonb)`;

/** What others lean on first. What does not exist is made with its defaults, and then set like the rest. */
const TABLES: Readonly<Record<DeclaredKind, Table>> = {
  module: {
    make: `INSERT INTO module (account, id) SELECT $1, id ${FROM} ON CONFLICT DO NOTHING`,
    set: `UPDATE module x SET ${field('enabled', 'enabled', 'boolean')}, ${field('version', 'version', 'integer')} ${FROM}
      WHERE x.account = $1 AND x.id = w.id`,
    drop: `DELETE FROM module x USING jsonb_to_recordset($2::jsonb) AS w (id text) WHERE x.account = $1 AND x.id = w.id`,
  },
  template: {
    make: `INSERT INTO template (account, id) SELECT $1, id ${FROM} ON CONFLICT DO NOTHING`,
    set: `WITH lists AS (SELECT w.id, w.f -> 'modules' AS modules ${FROM} WHERE w.f ? 'modules'),
      off AS (DELETE FROM template_module t USING lists l WHERE t.account = $1 AND t.template = l.id AND NOT l.modules ? t.module),
      fresh AS (INSERT INTO template_module (account, template, module) SELECT $1, l.id, m FROM lists l, jsonb_array_elements_text(l.modules) m
        ON CONFLICT DO NOTHING)
      UPDATE template x SET ${field('title', 'title', 'text')}, ${field('configHash', 'config_hash', 'text')} ${FROM}
      WHERE x.account = $1 AND x.id = w.id`,
    drop: `DELETE FROM template x USING jsonb_to_recordset($2::jsonb) AS w (id text) WHERE x.account = $1 AND x.id = w.id`,
  },
  node: {
    make: `INSERT INTO node (account, id, template) SELECT $1, id, f ->> 'template' ${FROM} ON CONFLICT DO NOTHING`,
    set: `UPDATE node x SET ${field('template', 'template', 'text')}, ${field('lifecycle', 'lifecycle', 'text')},
      ${field('enabled', 'enabled', 'boolean')}, ${field('region', 'region', 'text')}, ${field('configHash', 'config_hash', 'text')} ${FROM}
      WHERE x.account = $1 AND x.id = w.id`,
    drop: `DELETE FROM node x USING jsonb_to_recordset($2::jsonb) AS w (id text) WHERE x.account = $1 AND x.id = w.id`,
  },
  assignment: {
    make: `INSERT INTO assignment (account, node, module) SELECT $1, split_part(id, '/', 1), split_part(id, '/', 2) ${FROM} ON CONFLICT DO NOTHING`,
    set: `UPDATE assignment x SET ${field('version', 'version', 'integer')}, ${field('enabled', 'enabled', 'boolean')}, changed_at = clock() ${FROM}
      WHERE x.account = $1 AND x.node = split_part(w.id, '/', 1) AND x.module = split_part(w.id, '/', 2)`,
    drop: `DELETE FROM assignment x USING jsonb_to_recordset($2::jsonb) AS w (id text)
      WHERE x.account = $1 AND x.node = split_part(w.id, '/', 1) AND x.module = split_part(w.id, '/', 2)`,
  },
};
const ORDER = Object.keys(TABLES) as readonly DeclaredKind[];

/** In the order in which they lean on each other, a few statements whatever their number. The database refuses what does not fit. */
export async function writeDeclared(tx: Transaction, account: string, changes: readonly Change[]): Promise<void> {
  for (const kind of ORDER) {
    const made = changes.filter((one) => one.kind === kind && !one.gone);
    if (made.length === 0) continue;
    const rows = JSON.stringify(made.map(({ id, fields }) => ({ id, f: fields })));
    await tx.query(TABLES[kind].make, [account, rows]);
    await tx.query(TABLES[kind].set, [account, rows]);
  }
  for (const kind of ORDER.toReversed()) {
    const gone = changes.filter((one) => one.kind === kind && one.gone);
    if (gone.length > 0) await tx.query(TABLES[kind].drop, [account, JSON.stringify(gone.map(({ id }) => ({ id })))]);
  }
}
