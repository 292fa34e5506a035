import type { Door } from '../http/door.js';
import { type Caller, mayAct } from '../reeve.js';
import { pages } from './pages/index.js';

/** What waits behind the words of the navigation, by the path of the page. Zero is said too, so that a badge can go again. */
export async function badgesFor({ reeve, log }: Door, caller: Caller): Promise<Readonly<Record<string, number>>> {
  const counted = await Promise.all(
    pages.map(async ({ path, role, nav }) => {
      if (!nav?.badge || !mayAct(caller.roles, role)) return [];
      try {
        return [[path, await nav.badge.count(reeve, caller)] as const];
      } catch (error) {
        // A page must not fail for the number beside its neighbour.
        log.warn({ err: error, path }, 'what waits behind a page could not be counted');
        return [];
      }
    }),
  );
  return Object.fromEntries(counted.flat());
}
