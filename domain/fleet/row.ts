import type { EstateRow } from './document.js';

/** What a row says there as text; nothing where it says none. */
export function textOf(row: EstateRow, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

export function listOf(row: EstateRow, field: string): readonly string[] {
  const value = row[field];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
