import { z } from '@hono/zod-openapi';
import { type Approval, type Board, HEALTHS, type ListedTask, type SeenInstance } from '../../reeve.js';
import { Banner, type Tone } from '../elements/basics.js';
import { FLEET_PATH, HEALTH_WORDS } from '../elements/fleet.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { Above } from './fleet-above.js';
import { FleetMap } from './fleet-map.js';
import { Found } from './fleet-found.js';

const PAGE_ROWS = 50;

const word = (most: number) => z.string().trim().min(1).max(most).optional().catch(undefined);
const Query = z.object({
  health: z.enum(HEALTHS).optional().catch(undefined),
  silent: z.literal('yes').optional().catch(undefined),
  template: word(120),
  name: word(120),
  after: word(120),
});
export type FleetAsked = z.infer<typeof Query>;

/** All instances as a map, and what is wrong with them. */
export const fleetPage: Page = {
  path: FLEET_PATH,
  title: 'Fleet',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Board' },
  everySeconds: 15,
  hears: true,
  async view({ reeve, caller, query, now }) {
    const asked = Query.parse(Object.fromEntries(query));
    const { health, silent, template, name, after } = asked;
    const wish = {
      ...(health && { health }),
      ...(silent && { silent: true }),
      ...(template !== undefined && { template }),
    };
    const isSearched = Object.keys(wish).length > 0 || name !== undefined;
    const search = { ...wish, ...(name !== undefined && { name }), ...(after !== undefined && { after }) };
    const [board, found, approvals, tasks] = await Promise.all([
      reeve.board.board(caller, wish),
      isSearched ? reeve.board.search(caller, { ...search, limit: PAGE_ROWS + 1 }) : [],
      reeve.work.approvals(caller),
      reeve.work.tasks(caller),
    ]);
    const rows = found.slice(0, PAGE_ROWS);
    const data = { board, asked, now, approvals, tasks, ...(isSearched && { rows }) };
    return { body: <FleetView data={{ ...data, hasMore: found.length > PAGE_ROWS }} /> };
  },
};

export interface FleetData {
  readonly board: Board;
  readonly asked: FleetAsked;
  /** Only where something was searched for. */
  readonly rows?: readonly SeenInstance[];
  readonly hasMore: boolean;
  readonly approvals: readonly Approval[];
  readonly tasks: readonly ListedTask[];
  readonly now: number;
}

export function FleetView({ data }: { readonly data: FleetData }) {
  const { board, asked, rows, hasMore, now } = data;
  const { tone, text } = overallOf(board);
  return (
    <>
      <Banner tone={tone}>
        <p class="lead" data-said>
          {text}
        </p>
        <Unwatched board={board} />
      </Banner>
      <Above data={data} />
      <FleetMap board={board} asked={asked} />
      {rows && <Found asked={asked} rows={rows} hasMore={hasMore} now={now} />}
    </>
  );
}

/** The fleet in one sentence. */
export function overallOf({ counts }: Pick<Board, 'counts'>): { readonly tone: Tone; readonly text: string } {
  const all = counts.reduce((sum, one) => sum + one.count, 0);
  if (all === 0) return { tone: 'off', text: 'No instance is known yet: import a fleet with “reeve fleet import”.' };
  const of = (health: (typeof HEALTHS)[number]) =>
    counts.filter((one) => one.health === health).reduce((sum, one) => sum + one.count, 0);
  const wrong = (['critical', 'high', 'warning'] as const).flatMap((health) =>
    of(health) > 0 ? [`${count(of(health))} ${HEALTH_WORDS[health]}`] : [],
  );
  const silent = counts.filter((one) => one.silent).reduce((sum, one) => sum + one.count, 0);
  const played = counts.every((one) => one.simulated === one.count) ? ', all simulated' : '';
  const fleet = `${plural(all, 'instance')}${played}`;
  if (wrong.length === 0) return { tone: 'good', text: `Nothing is wrong with ${fleet}.` };
  const tone = of('critical') + of('high') > 0 ? 'bad' : 'wait';
  return { tone, text: `Of ${fleet}: ${wrong.join(', ')}${silent > 0 ? `; ${count(silent)} of them silent` : ''}.` };
}

/** A quiet board that nobody looks at says nothing. */
function Unwatched({ board: { looking } }: { readonly board: Board }) {
  const away = looking.filter(({ paused, isLate }) => paused || isLate);
  if (looking.length === 0)
    return <p>Nobody makes rounds in this account, so nothing is found out: import a fleet, and its agents begin.</p>;
  if (away.length === 0) return <></>;
  const names = away.map(({ agent, paused }) => `${visible(agent)} ${paused ? 'is paused' : 'is late'}`);
  return (
    <p>
      Not everything is looked at, so this may be old: {names.join(', ')}.{' '}
      <a href="/console/decisions">See the rounds</a>
    </p>
  );
}
