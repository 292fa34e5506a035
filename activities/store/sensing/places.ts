import type { Transaction } from '../database.js';

/** Where settings may be made, beside the account itself, and which rows say that there is such a place. */
const PLACES = {
  template: 'template',
  instance: 'instance',
  node: 'node',
  module: 'module',
  network: 'sdwan_network',
  peer: 'sdwan_peer',
  project: 'project',
  repository: 'repository',
  gitops: 'gitops_source',
  slo: 'slo',
} as const;
type PlaceKind = keyof typeof PLACES;
export const PLACE_KINDS = Object.keys(PLACES) as readonly PlaceKind[];

/** What a place lies within, the widest first and itself the last; undefined where there is no such thing. */
export async function placesWithin(
  tx: Transaction,
  account: string,
  place: string,
): Promise<readonly string[] | undefined> {
  if (place === '') return [];
  const cut = place.indexOf('/');
  const kind = PLACE_KINDS.find((one) => one === place.slice(0, cut));
  if (!kind) return undefined;
  const around = kind === 'instance' ? `'template/' || template` : kind === 'peer' ? `'network/' || network` : 'NULL';
  const [row] = await tx.query<{ around: string | null }>(
    `SELECT ${around} AS around FROM ${PLACES[kind]} WHERE account = $1 AND id = $2`,
    [account, place.slice(cut + 1)],
  );
  return row && [...(row.around === null ? [] : [row.around]), place];
}
