import type { ListedModule } from '../../reeve.js';
import { State } from '../elements/basics.js';
import { modulePath, MODULES_PATH } from '../elements/fleet.js';
import { Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { After } from './slos.js';

const PAGE_ROWS = 100;

/** What machines run, with what should run, what waits below it, and which of it is a lure. */
export const modulesPage: Page = {
  path: MODULES_PATH,
  title: 'Modules',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Modules' },
  everySeconds: 30,
  hears: true,
  async view({ reeve, caller, query }) {
    const { after } = After.parse(Object.fromEntries(query));
    const found = await reeve.modules.list(caller, { ...(after !== undefined && { after }), limit: PAGE_ROWS + 1 });
    return { body: <ModulesView rows={found.slice(0, PAGE_ROWS)} {...{ after, hasMore: found.length > PAGE_ROWS }} /> };
  },
};

export function ModulesView(props: {
  readonly rows: readonly ListedModule[];
  readonly after: string | undefined;
  readonly hasMore: boolean;
}) {
  const { rows, after, hasMore } = props;
  const [rising, lures] = [rows.filter((one) => waiting(one).length > 0), rows.filter(({ lure }) => lure !== null)];
  return (
    <>
      <p data-said>
        {rising.length === 0
          ? 'No version waits to move up.'
          : `Of ${plural(rising.length, 'module')} a version waits to move up.`}{' '}
        {lures.length > 0 && <span class="quiet">{plural(lures.length, 'lure')}: every touch of one is seen.</span>}
      </p>
      <section class="panel flush" aria-label="Modules">
        <Table<ListedModule>
          caption="Modules with the newest version of each state"
          empty="No module is known: “reeve fleet import” takes them."
          rows={rows}
          columns={[
            { head: 'Module', kind: 'wide', cell: (of) => <Name of={of} /> },
            { head: 'Should be', kind: 'number', cell: ({ version }) => numbered(version) },
            { head: 'Live', kind: 'number', cell: ({ live }) => numbered(live) },
            { head: 'Waits', cell: (of) => waiting(of).join(', ') || '–' },
            { head: 'Instances', kind: 'number', cell: ({ instances }) => count(instances) },
          ]}
        />
      </section>
      <Paging
        {...{ path: MODULES_PATH, of: 'modules', asked: { after }, ends: ['First', 'Next ›'] }}
        last={hasMore ? rows.at(-1)?.id : undefined}
      />
    </>
  );
}

function Name({ of: { id, enabled, lure } }: { readonly of: ListedModule }) {
  return (
    <>
      <a class="strong" href={modulePath(id)}>
        {visible(id)}
      </a>
      {!enabled && <State tone="off">not in use</State>}
      {lure !== null && <span class="below small">a lure ({visible(lure)})</span>}
    </>
  );
}

/** What stands above everything that is live. */
function waiting({ live, blessed, staging }: ListedModule): readonly string[] {
  return Object.entries({ blessed, staging })
    .filter(([, version]) => version !== null && version > (live ?? 0))
    .map(([state, version]) => `${version} ${state}`);
}

export function numbered(version: number | null): string {
  return version === null ? '–' : count(version);
}
