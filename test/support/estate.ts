import type { EstateRow } from '../../domain/fleet/document.js';
import { simulatedEstate } from '../../domain/fleet/simulated/estate.js';
import type { Answer, TestGateway } from './gateway.js';

export const linesOf = (rows: Iterable<object>) => [...rows].map((row) => `${JSON.stringify(row)}\n`).join('');

export const anEstate = (instances: number, now = Date.now()): EstateRow[] => [
  ...simulatedEstate({ instances, seed: 7, now }),
];

export function importRows(
  gateway: TestGateway,
  token: string,
  rows: Iterable<object> | string,
  query = '',
): Promise<Answer> {
  const body = typeof rows === 'string' ? rows : linesOf(rows);
  const headers = { 'content-type': 'application/x-ndjson' };
  return gateway.call('POST', `/api/v1/fleet/import${query}`, { token, body, headers });
}

export async function exportRows(gateway: TestGateway, token: string, query = ''): Promise<readonly EstateRow[]> {
  const { text } = await gateway.call('GET', `/api/v1/fleet/export${query}`, { token });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EstateRow);
}
