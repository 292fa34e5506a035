import type { Column, Holds } from '../../../domain/fleet/column.js';
import { columnName, type Entity } from '../../../domain/fleet/entity.js';

const TYPES: Readonly<Record<Holds, string>> = {
  ...{ name: 'text', text: 'text', word: 'text', whole: 'bigint', number: 'float8', truth: 'boolean' },
  ...{ time: 'timestamptz', texts: 'text[]', wholes: 'integer[]', times: 'timestamptz[]', json: 'jsonb' },
};

interface Field {
  readonly name: string;
  readonly sql: string;
  readonly type: string;
  readonly column: Column;
}

function fieldsOf({ columns }: Entity): readonly Field[] {
  return Object.entries(columns).map(([name, column]) => ({
    ...{ name, column, sql: columnName(name, column), type: TYPES[column.holds] },
  }));
}

function partsOf(entity: Entity) {
  const fields = fieldsOf(entity);
  const keys = entity.key.map((name) => fields.find((one) => one.name === name)).filter((one) => one !== undefined);
  return { fields, keys };
}

/**
 * Brings rows of one kind, `$2`, into the account `$1`, and counts what is new and what is changed. What people wish for is taken
 * as it is said; what the world told stays where the document says nothing of it. What is so already is not written.
 */
export function writing(entity: Entity): string {
  const { fields, keys } = partsOf(entity);
  const rest = fields.filter((one) => !keys.includes(one));
  const names = fields.map(({ sql }) => sql).join(', ');
  const told = fields.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  const same = keys.map(({ sql, name }) => `t.${sql} = told."${name}"`).join(' AND ');
  const is = rest.map(({ sql }) => `t.${sql}`).join(', ');
  const differs = rest.length === 0 ? 'false' : `ROW(${is}) IS DISTINCT FROM ROW(${rest.map(valueOf).join(', ')})`;
  const key = keys.map(({ sql }) => sql).join(', ');
  const onConflict =
    rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map(({ sql }) => `${sql} = excluded.${sql}`).join(', ')}`;
  return `WITH done AS (
      INSERT INTO ${entity.table} (account, ${names})
      SELECT $1, ${fields.map((one) => `${valueOf(one)} AS ${one.sql}`).join(', ')}
      FROM jsonb_to_recordset($2::jsonb) AS told (${told})
      LEFT JOIN ${entity.table} t ON t.account = $1 AND ${same}
      WHERE t.account IS NULL OR ${differs}
      ORDER BY ${keys.map(({ name }) => `told."${name}"`).join(', ')}
      ON CONFLICT (account, ${key}) DO ${onConflict} RETURNING xmax = 0 AS fresh)
    SELECT count(*) FILTER (WHERE fresh)::int AS fresh, count(*) FILTER (WHERE NOT fresh)::int AS changed FROM done`;
}

function valueOf({ name, sql, column }: Field): string {
  const said = `told."${name}"`;
  const usual = column.otherwiseNow === true ? 'clock()' : literal(column);
  const kept = column.observed ? `t.${sql}` : undefined;
  const choices = [said, kept, usual].filter((one) => one !== undefined);
  return choices.length === 1 ? said : `coalesce(${choices.join(', ')})`;
}

function literal({ otherwise, holds }: Column): string | undefined {
  if (otherwise === undefined) return undefined;
  if (Array.isArray(otherwise)) return `'{}'::${TYPES[holds]}`;
  if (holds === 'json') return `'{}'::jsonb`;
  return typeof otherwise === 'string' ? `'${otherwise.replaceAll("'", "''")}'` : JSON.stringify(otherwise);
}

/** So many rows go with one statement: what hangs on each of them goes too. */
export const PRUNED_AT_ONCE = 2_000;

/** What stays away from a document goes, a part of it at a time. `$2` are the keys that stay. */
export function pruning(entity: Entity): string {
  const { keys } = partsOf(entity);
  const [only] = keys;
  const names = keys.map(({ sql }) => sql).join(', ');
  const told =
    keys.length === 1
      ? `SELECT value AS ${only?.sql} FROM jsonb_array_elements_text($2::jsonb)`
      : `SELECT ${keys.map(({ sql, type }, at) => `(value ->> ${at})::${type} AS ${sql}`).join(', ')}
         FROM (SELECT value::jsonb FROM jsonb_array_elements_text($2::jsonb) AS one (value)) AS keys`;
  return `WITH gone AS (
      DELETE FROM ${entity.table} WHERE account = $1 AND (${names}) IN (
        SELECT ${names} FROM ${entity.table} t WHERE account = $1 AND NOT EXISTS (
          SELECT 1 FROM (${told}) AS stays WHERE ${keys.map(({ sql }) => `stays.${sql} = t.${sql}`).join(' AND ')})
        LIMIT ${PRUNED_AT_ONCE})
      RETURNING 1)
    SELECT count(*)::int AS gone FROM gone`;
}

/** A page of one kind, as documents say it, in the order of its keys. `$2` and on are the keys of the last row that was seen. */
export function reading(entity: Entity, isFirst: boolean): string {
  const { fields, keys } = partsOf(entity);
  const row = fields.map(({ name, sql }) => `'${name}', ${sql}`).join(', ');
  const order = keys.map(({ sql }) => sql).join(', ');
  const after = isFirst ? '' : `AND (${order}) > (${keys.map(({ type }, at) => `$${at + 2}::${type}`).join(', ')})`;
  return `SELECT json_build_object('kind', '${entity.kind}', ${row}) AS row FROM ${entity.table}
    WHERE account = $1 ${after} ORDER BY ${order} LIMIT `;
}
