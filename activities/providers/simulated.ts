import { SIMULATED } from '../../domain/fleet/simulated/estate.js';
import { PROVIDER_STATES, type ProviderState } from '../../domain/fleet/provider.js';
import { hasInstancesOf, readPlayed } from '../store/fleet/provided.js';
import type { Provider } from './provider.js';

const PLACE = 'estate';
/** More than this many at once are a crowd, and a crowd is seen without all of it. */
const ODD_MAX = 10_000;

/** Machines that are only played. Their estate is told to Reeve, so it is asked where it was told; their nodes do the rest. */
export const simulated: Provider = {
  ...{ id: SIMULATED, title: 'Simulated estate', isPlaced: false },
  places: ({ db }, account) =>
    db.withAccount(account, async (tx) => ((await hasInstancesOf(tx, account, SIMULATED)) ? [PLACE] : [])),
  async truth({ db }, { account }) {
    const { machines, odd } = await db.withAccount(account, (tx) =>
      readPlayed(tx, account, { provider: SIMULATED, most: ODD_MAX }),
    );
    const truths = odd.flatMap(({ id, providerId, status }) => {
      const state = stateOf(status);
      return state === undefined
        ? []
        : [{ providerId: providerId ?? `${PLACE}/${id}`, state, says: 'the simulation says so', facts: {} }];
    });
    return { truths, machines, isWhole: false };
  },
  lifecycle: { start: 'node', reboot: 'node', reprovision: 'node', drain: 'node' },
  byHand: () => ['nothing: it is only played (reeve fleet break FAULT --off)'],
};

function stateOf(status: string): ProviderState | undefined {
  return status === 'missing' ? 'gone' : PROVIDER_STATES.find((state) => state === status);
}
