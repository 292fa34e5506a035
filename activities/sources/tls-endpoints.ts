import { createHash } from 'node:crypto';
import { plural } from '../../domain/wording.js';
import { isNamed } from '../outbound/addresses.js';
import { probeTls } from '../outbound/probe-tls.js';
import {
  type EndpointRow,
  forgetProbed,
  keepProbes,
  type NotSeenAt,
  readUnprobed,
  type SeenAt,
  takeDueEndpoints,
} from '../store/fleet/endpoints.js';
import type { Source, SourceReach } from './source.js';

const DUE = { everyMs: 3_600_000, againMs: 10 * 60_000 } as const;
/** Side by side, and so many turns of them in one round: what is left is for the next one. */
const AT_ONCE = 32;
const TURNS_MAX = 8;
const PROBE_MS_MAX = 5_000;
/** The rest of a round is for whoever else asks: after so long no other turn begins. */
const ALL_MS_MAX = 20_000;
const SHOWN = 3;

/** Looks at the certificates that endpoints show, hourly. One that can not be probed hides no other, and nothing is over because of it. */
export const tlsEndpoints: Source = {
  id: 'tls_endpoints',
  agent: 'fleet_autonomy',
  async gather(reach, account, signal) {
    const { db } = reach;
    await db.withAccount(account, (tx) => forgetProbed(tx, account));
    const until = performance.now() + ALL_MS_MAX;
    let looked = 0;
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      const due = await db.withAccount(account, (tx) => takeDueEndpoints(tx, account, { ...DUE, most: AT_ONCE }));
      const ends = await Promise.all(due.map((one) => probe(reach, one, signal)));
      const seen = ends.filter((one): one is SeenAt => 'serial' in one);
      const failed = ends.filter((one): one is NotSeenAt => 'error' in one);
      if (due.length > 0) await db.withAccount(account, (tx) => keepProbes(tx, account, { seen, failed }));
      looked += due.length;
      if (due.length < AT_ONCE || performance.now() > until) break;
      signal.throwIfAborted();
    }
    const { count, first } = await db.withAccount(account, (tx) => readUnprobed(tx, account, SHOWN));
    // Nothing new is said of what waits to be tried again.
    if (count > 0 && looked > 0)
      throw new Error(`${plural(count, 'endpoint')} could not be probed: ${first.join('; ')}`);
    return { looked, isWell: count === 0 };
  },
};

async function probe(
  { privateHosts }: Pick<SourceReach, 'privateHosts'>,
  row: EndpointRow,
  signal: AbortSignal,
): Promise<SeenAt | NotSeenAt> {
  const isPrivate = isNamed(privateHosts, row.host);
  const found = await probeTls({ ...row, private: isPrivate, timeoutMs: PROBE_MS_MAX, signal });
  if (found.got === 'nothing') return { ...row, error: found.because };
  const { got: _got, ...shown } = found;
  return { ...row, ...shown, serial: nameOf(row.id, shown.fingerprint) };
}

/** The same certificate may be served at several endpoints, and be one that its node reports: each is a row of its own. */
function nameOf(endpoint: string, fingerprint: string): string {
  return `tls:${createHash('sha256').update(`${endpoint}\n${fingerprint}`).digest('hex').slice(0, 32)}`;
}
