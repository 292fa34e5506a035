import { monthEnd, type Project } from '../../reeve.js';
import { Ago, State } from '../elements/basics.js';
import { CONDITIONS_PATH } from '../elements/fleet.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { After, percent, rounded } from './slos.js';

const PATH = '/console/projects';
const PAGE_ROWS = 50;

/** Whether projects keep their targets and their budget. */
export const projectsPage: Page = {
  path: PATH,
  title: 'Projects',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Projects' },
  everySeconds: 30,
  async view({ reeve, caller, query, now }) {
    const { after } = After.parse(Object.fromEntries(query));
    const page = { ...(after !== undefined && { after }), limit: PAGE_ROWS + 1 };
    const found = await reeve.board.projects(caller, page);
    return {
      body: <ProjectsView rows={found.slice(0, PAGE_ROWS)} {...{ after, hasMore: found.length > PAGE_ROWS, now }} />,
    };
  },
};

export function ProjectsView(props: {
  readonly rows: readonly Project[];
  readonly after: string | undefined;
  readonly hasMore: boolean;
  readonly now: number;
}) {
  const { rows, after, hasMore, now } = props;
  const off = rows.filter(({ conditions }) => conditions > 0).length;
  return (
    <>
      <p data-said>
        {off === 0 ? 'No condition is open about them.' : `${plural(off, 'project')} with an open condition.`}{' '}
        <span class="quiet">Measured over the last quarter of an hour; the cost is of this month.</span>
      </p>
      <section class="panel flush" aria-label="Projects">
        <Projects rows={rows} now={now} />
      </section>
      <Paging
        {...{ path: PATH, of: 'projects', asked: { after }, ends: ['First', 'Next ›'] }}
        last={hasMore ? rows.at(-1)?.id : undefined}
      />
    </>
  );
}

function Projects({ rows, now }: { readonly rows: readonly Project[]; readonly now: number }) {
  return (
    <Table<Project>
      caption="Projects with what was measured against their targets"
      empty="No project is known: “reeve fleet import” takes them."
      rows={rows}
      columns={[
        {
          head: 'Project',
          cell: ({ id, status, conditions, askError }) => (
            <>
              <strong>{visible(id)}</strong>
              <span class="below quiet">{visible(status)}</span>
              {askError !== '' && <span class="below">not measured: {visible(askError)}</span>}
              {conditions > 0 && (
                <a href={listPath(CONDITIONS_PATH, { subject: `project/${id}` })}>
                  <State tone="bad">{plural(conditions, 'condition')}</State>
                </a>
              )}
            </>
          ),
        },
        {
          head: 'Latency p99',
          cell: (of) => <Seen {...{ of, metric: 'latency_p99_ms', unit: 'ms', most: of.latencyMs, now }} />,
        },
        {
          head: 'Availability',
          cell: (of) => <Seen {...{ of, metric: 'availability_pct', unit: '%', least: of.availabilityPct, now }} />,
        },
        {
          head: 'Errors',
          cell: (of) => <Seen {...{ of, metric: 'error_rate_pct', unit: '%', most: of.errorRatePct, now }} />,
        },
        { head: 'Cost', kind: 'wide', cell: (of) => <Cost of={of} now={now} /> },
      ]}
    />
  );
}

function Seen(props: {
  readonly of: Project;
  readonly metric: string;
  readonly unit: string;
  readonly most?: number;
  readonly least?: number;
  readonly now: number;
}) {
  const { of, metric, unit, most = Infinity, least = -Infinity, now } = props;
  const seen = of.seen[metric];
  const target = Number.isFinite(most) ? `≤ ${most}` : `≥ ${least}`;
  return (
    <>
      {seen ? (
        <State tone={seen.value > most || seen.value < least ? 'bad' : 'good'}>
          {(unit === '%' ? percent : rounded)(seen.value)} {unit}
        </State>
      ) : (
        <State tone="off">not measured</State>
      )}
      <span class="below small quiet">
        {target} {unit}
        {seen && (
          <>
            , <Ago at={seen.at} now={now} />
          </>
        )}
      </span>
    </>
  );
}

/** What it costs so far, what the month will have cost, and what it may. */
function Cost({ of: { seen, ceilingUsd }, now }: { readonly of: Project; readonly now: number }) {
  const cost = seen['cost_usd'];
  const may = ceilingUsd === null ? 'no ceiling' : `of ${dollars(ceilingUsd)}`;
  if (!cost)
    return (
      <>
        <State tone="off">not known this month</State> <span class="below small quiet">{may}</span>
      </>
    );
  const foreseen = monthEnd({ usd: cost.value, at: cost.at }, now);
  const isOver = ceilingUsd !== null && cost.value > ceilingUsd;
  const willBe = ceilingUsd !== null && foreseen !== undefined && foreseen > ceilingUsd;
  return (
    <>
      <State tone={isOver ? 'bad' : willBe ? 'wait' : 'good'}>
        {dollars(cost.value)} {may}
      </State>
      <span class="below small quiet">
        {foreseen === undefined
          ? 'the month is too young to foresee its end'
          : `${dollars(foreseen)} foreseen at the end of the month`}
      </span>
    </>
  );
}

function dollars(usd: number): string {
  return `$${usd >= 100 ? count(Math.round(usd)) : usd.toFixed(2)}`;
}
