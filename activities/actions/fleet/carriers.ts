import { carrierOf, type Operation } from '../../../domain/fleet/provider.js';
import { providerNamed } from '../../providers/index.js';
import type { Handling, Machine } from '../../providers/handling.js';
import type { InstanceSeen } from '../../store/fleet/instances.js';
import type { Work } from '../action.js';

/** Who was heard within it hears of a task: it is how long a node may be silent before sensors say so. */
const HEARD_MS = 5 * 60_000;

/** Who does something to an instance, and by which way. */
export type Way =
  | { readonly by: 'node' }
  | { readonly by: 'provider'; readonly handling: Handling; readonly machine: Machine; readonly named: string }
  | { readonly by: 'people'; readonly because: string; readonly steps: readonly string[] };

type Seen = Pick<InstanceSeen, 'id' | 'provider' | 'providerId' | 'machine' | 'silentMs'>;

export async function wayTo(
  operation: Operation,
  { account, reach }: Pick<Work<unknown>, 'account' | 'reach'>,
  instance: Seen,
): Promise<Way> {
  const { id, silentMs } = instance;
  const provider = providerNamed(instance.provider);
  const does = provider?.lifecycle[operation];
  const machine = await machineOf(instance, { account, reach });
  const reports = silentMs !== null && silentMs < HEARD_MS;
  const can = does === 'node' ? does : does && machine && ('provider' as const);
  const by = carrierOf({ operation, reports, does: can || undefined });
  if (by === 'provider' && typeof does === 'object' && machine)
    return { by, handling: does, machine, named: `${instance.provider} ${machine.place}/${machine.name}` };
  if (by === 'node') return { by };
  const heard = silentMs === null ? `${id} has never reported` : `${id} has been silent for ${minutesOf(silentMs)}`;
  const who = provider && provider.id !== 'none' ? provider.title : 'nobody';
  return {
    by: 'people',
    because: `${heard}, so no task reaches it, and ${who === 'nobody' ? 'no provider that Reeve can tell' : `${who} has no way to ${operation} it`}`,
    steps: provider?.byHand(operation, { id, place: machine?.place ?? '', machine: instance.machine }) ?? [
      `${operation} the machine of ${id} where it runs${instance.provider === 'none' ? '' : ` (${instance.provider})`}`,
    ],
  };
}

async function machineOf(
  { id, provider: of, providerId }: Seen,
  { account, reach }: Pick<Work<unknown>, 'account' | 'reach'>,
): Promise<Machine | undefined> {
  const provider = providerNamed(of);
  if (!provider) return undefined;
  const places = await provider.places(reach, account);
  const [only] = places;
  const cut = providerId?.indexOf('/') ?? -1;
  // Without a place it is nobody's: cut where nothing is, it would be another cluster's.
  if (providerId !== null && cut < 1) return undefined;
  const [place, name] = providerId === null ? [only, id] : [providerId.slice(0, cut), providerId.slice(cut + 1)];
  if (place === undefined || !places.includes(place) || (providerId === null && places.length > 1)) return undefined;
  return { account, instance: id, place, name, reach };
}

function minutesOf(ms: number): string {
  return `${Math.round(ms / 60_000)} min`;
}
