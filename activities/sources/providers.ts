import { within } from '../fleet/sense.js';
import { PROVIDERS } from '../providers/index.js';
import type { Provider } from '../providers/provider.js';
import { lateAfter } from '../outbound/late.js';
import { sayWhy } from '../outbound/read.js';
import {
  keepLook,
  leavePlaces,
  type Look,
  type Place,
  readStrays,
  type Told,
  writeAway,
  writeTold,
} from '../store/fleet/provided.js';
import type { Transaction } from '../store/database.js';
import type { Source, SourceReach } from './source.js';

const PLACE_MS_MAX = 15_000;
const PLACES_AT_ONCE = 4;
/** Where instances stand that name no place which may be asked. */
const NOWHERE = '';

interface Asking {
  readonly account: string;
  readonly provider: Provider;
  readonly places: readonly string[];
  readonly signal: AbortSignal;
}

/** What those who run machines say of them is written beside what reports say. A place that can't be asked hides no other. */
export const providers: Source = {
  id: 'provider_source',
  agent: 'fleet_autonomy',
  async gather(reach, account, signal) {
    const looks: Look[] = [];
    let left = 0;
    for (const provider of PROVIDERS) {
      const asking = { account, provider, places: await provider.places(reach, account), signal };
      looks.push(...(await askAll(reach, asking)));
      const strays = await tellStrays(reach, asking);
      looks.push(...strays);
      const places = [...asking.places, ...strays.map(({ place }) => place)];
      left += await reach.db.withAccount(account, (tx) => leavePlaces(tx, account, { provider: provider.id, places }));
    }
    for (const look of looks) reach.onProvider?.(look);
    const failed = looks.filter(({ error }) => error !== undefined);
    if (failed.length > 0) throw new Error(failed.map(inWords).join('; '));
    return { looked: looks.reduce((sum, { met }) => sum + met, looks.length + left) };
  },
};

async function askAll(reach: SourceReach, asking: Asking): Promise<readonly Look[]> {
  const waiting = [...asking.places];
  const looks: Look[] = [];
  const work = async () => {
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift())
      looks.push(await askOne(reach, asking, place));
  };
  await Promise.all(Array.from({ length: PLACES_AT_ONCE }, work));
  return looks;
}

async function askOne(reach: SourceReach, { account, provider, places, signal }: Asking, place: string): Promise<Look> {
  const began = performance.now();
  const at = { provider: provider.id, place, isOnly: places.length === 1 };
  const over = AbortSignal.any([signal, lateAfter(PLACE_MS_MAX)]);
  // A program that a kubeconfig names does not know that it is waited for.
  const told = await within(PLACE_MS_MAX, provider.truth(reach, { account, place }, over)).catch((error: unknown) => ({
    because: sayWhy(error),
  }));
  return reach.db.withAccount(account, async (tx) => {
    const written = 'because' in told ? told : { ...told, ...(await writeSaid(tx, account, at, told)) };
    const base = { provider: provider.id, place, tookMs: Math.round(performance.now() - began) };
    if ('because' in written) await writeAway(tx, account, at);
    const look: Look =
      'because' in written
        ? { ...base, machines: 0, met: 0, error: written.because }
        : { ...base, machines: written.machines, met: written.met };
    await keepLook(tx, account, look);
    return look;
  });
}

/** A place that says no more than how many it has leaves all of them as they stand. */
async function writeSaid(tx: Transaction, account: string, at: Place, told: Told & { readonly machines: number }) {
  return told.truths.length === 0 && !told.isWhole ? { met: told.machines } : writeTold(tx, account, at, told);
}

/** An instance whose place nobody may ask would else be silently unknown for ever. */
async function tellStrays(
  { db }: SourceReach,
  { account, provider: { id: provider, title, isPlaced }, places }: Asking,
): Promise<readonly Look[]> {
  if (!isPlaced || places.length === 0) return [];
  return db.withAccount(account, async (tx) => {
    const strays = await readStrays(tx, account, { provider, places });
    if (strays.length === 0) return [];
    const some = `${strays.slice(0, 3).join(', ')}${strays.length > 3 ? ' and others' : ''}`;
    const error = `${some} stand in no place of ${title} that this account may ask (${places.slice(0, 8).join(', ')}): say where with providerId`;
    const look = { provider, place: NOWHERE, tookMs: 0, machines: 0, met: 0, error };
    await keepLook(tx, account, look);
    return [look];
  });
}

function inWords({ provider, place, error = '' }: Look): string {
  return `${provider}${place === NOWHERE ? '' : ` ${place}`}: ${error}`;
}
