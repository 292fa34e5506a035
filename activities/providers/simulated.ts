import { SIMULATED } from '../../domain/fleet/simulated/estate.js';
import { countOf, hasInstancesOf } from '../store/fleet/provided.js';
import type { Provider } from './provider.js';

const PLACE = 'estate';

/**
 * Machines that are only played. What their provider would say is told to Reeve with their estate, in their own rows: to read it there and
 * write it back would undo what is told in between. Their nodes do the rest.
 */
export const simulated: Provider = {
  ...{ id: SIMULATED, title: 'Simulated estate', isPlaced: false },
  places: ({ db }, account) =>
    db.withAccount(account, async (tx) => ((await hasInstancesOf(tx, account, SIMULATED)) ? [PLACE] : [])),
  async truth({ db }, { account }) {
    const machines = await db.withAccount(account, (tx) => countOf(tx, account, SIMULATED));
    return { truths: [], machines, isWhole: false };
  },
  lifecycle: { start: 'node', reboot: 'node', reprovision: 'node', drain: 'node' },
  byHand: () => ['nothing: it is only played (reeve fleet break FAULT --off)'],
};
