import type { Json } from '../../canonical-json.js';
import type { EstateRow } from '../document.js';
import { entityOf } from '../estate.js';

/** The row with this that the world tells of it, and nothing else that it told: that may be other by now. */
export function observed(row: EstateRow, told: Readonly<Record<string, Json>>): EstateRow {
  const columns = entityOf(row.kind)?.columns ?? {};
  const stays = ([field]: readonly [string, Json]) => columns[field]?.observed !== true || columns[field].needed;
  return { ...Object.fromEntries(Object.entries(row).filter(stays)), ...told, kind: row.kind };
}
