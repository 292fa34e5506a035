import type { Setting } from '../../domain/sensing/parameters.js';
import type { CouldNotLook, Previewed, PreviewWish } from '../../domain/sensing/preview.js';
import { isDatabaseAway } from '../../domain/away.js';
import { targetName } from '../../domain/proposal.js';
import type { SensorQuery } from '../sensors/query.js';
import type { FleetDeps } from './deps.js';
import { judged, within } from './sense.js';

const SHOWN = 50;

/** What a sensor would say now, also with values that are only tried. Nothing is written: the database itself would refuse it. */
export async function preview(
  deps: Pick<FleetDeps, 'db' | 'queries' | 'sensorMsMax'>,
  account: string,
  wish: PreviewWish,
): Promise<Previewed | CouldNotLook> {
  const query = deps.queries.find(({ sensor }) => sensor.id === wish.sensor);
  if (!query) return { because: 'this process has no such sensor' };
  const began = performance.now();
  try {
    const seen = await look(deps, account, query, wish);
    return { ...shownOf(seen), looked: seen.rows, tookMs: Math.round(performance.now() - began) };
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return { because: error instanceof Error ? error.message : String(error) };
  }
}

function look(deps: Pick<FleetDeps, 'db' | 'sensorMsMax'>, account: string, query: SensorQuery, wish: PreviewWish) {
  return within(
    deps.sensorMsMax,
    deps.db.withAccount(account, async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return judged(tx, account, query, (set) => tried(set, wish));
    }),
  );
}

function shownOf({ folded, open }: Pick<Awaited<ReturnType<typeof judged>>, 'folded' | 'open'>) {
  const { opened, seen, closed } = folded;
  const closing = new Map(closed.map(({ id, because }) => [id, because]));
  const now = new Map(seen.map(({ id, severity }) => [id, severity]));
  const opens = opened.map(({ kind, subject, severity }) => ({ kind, subject: targetName(subject), severity }));
  const stays = open
    .filter(({ id }) => !closing.has(id))
    .map(({ id, kind, subject, severity: was }) => {
      const severity = now.get(id) ?? was;
      return { id, kind, subject, severity, ...(severity !== was && { was }) };
    });
  const closes = open.flatMap(({ id, kind, subject, severity }) => {
    const because = closing.get(id);
    return because === undefined ? [] : [{ id, kind, subject, severity, because }];
  });
  return {
    counts: { opens: opens.length, stays: stays.length, closes: closes.length },
    ...{ opens: opens.slice(0, SHOWN), stays: stays.slice(0, SHOWN), closes: closes.slice(0, SHOWN) },
  };
}

/** What is tried stands over what is set at the same place. */
function tried(settings: readonly Setting[], { place, values }: PreviewWish): readonly Setting[] {
  if (Object.keys(values).length === 0) return settings;
  const before = settings.find((one) => one.place === place);
  return [...settings.filter((one) => one.place !== place), { place, values: { ...before?.values, ...values } }];
}
