import { KINDS } from '../../domain/sensing/index.js';
import { tellingOf } from '../../domain/sensing/telling.js';
import { takeOpened, takeOver, takeWorse, type Untold, writeOpened, writeOver } from '../store/sensing/telling.js';
import type { FleetDeps } from './deps.js';

/** So many in one round; the rest is told by the next one. */
const TOLD_MAX = 50;
const TOLD = [...KINDS.values()].filter(({ isTold }) => isTold === true).map(({ kind }) => kind);

/** Says to people what opened, what got worse and what is over, of the kinds for which that is all that is done. Each once, however often it is seen. */
export async function tell({ db }: Pick<FleetDeps, 'db'>, account: string, agent: string): Promise<void> {
  const whose = { account, agent, most: TOLD_MAX };
  await db.withAccount(account, async (tx) => {
    const say = async (as: 'opened' | 'worse', one: Untold) => {
      const kind = KINDS.get(one.kind);
      if (kind) await writeOpened(tx, whose, one, { ...tellingOf(kind, one, agent), kind: as });
    };
    // Before those that opened: what opens now is as grave as it is told.
    for (const one of await takeWorse(tx, whose)) await say('worse', one);
    for (const one of await takeOpened(tx, whose, TOLD)) await say('opened', one);
    for (const one of await takeOver(tx, whose)) await writeOver(tx, whose, one);
  });
}
