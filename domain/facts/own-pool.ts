import { keyOf } from './bundle.js';
import type { Clue } from './fact.js';
import type { Scene } from './scene.js';
import { lastOf, seriesLike } from './series.js';

/** Who waits for a place in a pool of its own: nothing in that says that the server has none left. */
const WAITS =
  /pool(?:ed)?\b|hikari|WaitQueueFull|ResourceRequest timed out|acquir\w{0,4} .{0,40}connection|(?:obtain|get|fetch)\w{0,4} .{0,40}connection|connections (?:are|were) (?:busy|taken|in use)/i;
/** What only the server says. */
const REFUSED =
  /too many (?:clients|connections)|connection slots are reserved|connection limit (?:was |is )?exceeded|no more connections allowed|maximum number of sessions|max_user_connections|max_client_conn/i;
/** Programs and their pools say so when somebody keeps what he took. */
const LEAKS =
  /connection leak|leak(?:ed|s|ing)? (?:\w{1,20} ){0,2}connections?\b|connection (?:has been|was) (?:abandoned|leaked)|abandoned (?:\w{1,20} )?connection|overdue check-?out|non-checked-in connection|checked out for more than|never (?:closed|released|returned)\b.{0,40}connection|connection\b.{0,40}\bnever (?:closed|released|returned)/i;
const OF_CLIENT =
  /hikari|dbcp|c3p0|r2dbc|pgxpool|agroal|go_sql|(?:^|[({ ])(?:jdbc|db|sql\w{0,10})_(?:client_)?(?:connection_)?pool/i;
const USED =
  /pg_stat_activity_count|pg_stat_database_numbackends|mysql_global_status_threads_connected|mongodb\w{0,40}_connections\b.{0,60}current/i;
const MOST = /pg_settings_max_connections|mysql_global_variables_max_connections/i;
const ROOM = 0.8;
const LINES_MAX = 2_000;

/**
 * Who gets no connection from a pool of its own, though the server has room for more or somebody keeps what he took: the program's
 * own pool is exhausted, and not the database.
 */
export function ownPools(scene: Scene, clues: readonly Clue[]): readonly Clue[] {
  const isWaiting = (clue: Clue) =>
    clue.code === 'database.connections_exhausted' &&
    (clue.source === 'metrics' ? OF_CLIENT.test(clue.quote) : WAITS.test(clue.quote) && !REFUSED.test(clue.quote));
  const waiting = clues.filter(isWaiting);
  if (waiting.length === 0 || clues.some(({ quote, current }) => current && REFUSED.test(quote))) return clues;
  const share = shareOfServer(scene);
  if (share !== undefined && share > ROOM) return clues;
  const topOf = ({ about }: Clue) => keyOf(scene.top(about));
  const atBound = new Set(waiting.filter(({ source }) => source === 'metrics').map(topOf));
  const leaking = new Set(
    waiting.filter((clue) => scene.podsOf(scene.top(clue.about)).some((pod) => leaksIn(scene, pod))).map(topOf),
  );
  return clues.map((clue) => {
    if (!waiting.includes(clue)) return clue;
    const why = leaking.has(topOf(clue))
      ? 'some are taken and never given back (a leak of connections)'
      : share !== undefined
        ? `its database has room for more (${Math.round(share * 100)} % in use)`
        : atBound.has(topOf(clue))
          ? 'the pool stands at its own bound'
          : undefined;
    return why === undefined
      ? clue
      : {
          ...clue,
          code: 'app.pool_exhausted' as const,
          says: `has no free connection in its own pool (pool exhausted), and the database is not at fault: ${why}`,
        };
  });
}

function leaksIn(scene: Scene, { namespace, name }: { readonly namespace: string; readonly name: string }): boolean {
  return scene.bundle.logs
    .filter((log) => log.namespace === namespace && log.pod === name)
    .some(({ lines }) => lines.slice(-LINES_MAX).some((line) => LEAKS.test(line.slice(0, LINES_MAX))));
}

/** How much of the server's connections is in use; undefined where nobody measured it. */
function shareOfServer(scene: Scene): number | undefined {
  const ratios = seriesLike(scene, USED).filter(({ query }) => query.includes('/') && MOST.test(query));
  if (ratios.length > 0) return Math.max(...ratios.map((one) => lastOf(one) ?? 0));
  const used = seriesLike(scene, USED).filter(({ query }) => !query.includes('/'));
  const bounds = seriesLike(scene, MOST).flatMap((one) => (one.query.includes('/') ? [] : [lastOf(one) ?? 0]));
  const most = Math.min(...bounds);
  if (used.length === 0 || bounds.length === 0 || most <= 0) return undefined;
  return used.reduce((sum, one) => sum + (lastOf(one) ?? 0), 0) / most;
}
