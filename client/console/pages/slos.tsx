import { z } from '@hono/zod-openapi';
import { budgetLeft, burnRate, FAST_BURN, INSTANCE_NAME_CHARS_MAX, type Slo, SLOW_BURN } from '../../reeve.js';
import { Ago, State } from '../elements/basics.js';
import { conditionPath, modulePath } from '../elements/fleet.js';
import { Paging } from '../elements/paging.js';
import { Spark } from '../elements/spark.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';

const PATH = '/console/slos';
const PAGE_ROWS = 50;
export const After = z.object({ after: z.string().min(1).max(INSTANCE_NAME_CHARS_MAX).optional().catch(undefined) });

/** What was promised of modules, how it is kept, and how fast what may go wrong is used up. */
export const slosPage: Page = {
  path: PATH,
  title: 'SLOs',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'SLOs' },
  everySeconds: 30,
  async view({ reeve, caller, query, now }) {
    const { after } = After.parse(Object.fromEntries(query));
    const page = { ...(after !== undefined && { after }), limit: PAGE_ROWS + 1 };
    const found = await reeve.board.slos(caller, page);
    return {
      body: <SlosView rows={found.slice(0, PAGE_ROWS)} {...{ after, hasMore: found.length > PAGE_ROWS, now }} />,
    };
  },
};

export function SlosView(props: {
  readonly rows: readonly Slo[];
  readonly after: string | undefined;
  readonly hasMore: boolean;
  readonly now: number;
}) {
  const { rows, after, hasMore, now } = props;
  const broken = rows.filter(({ condition }) => condition !== null).length;
  return (
    <>
      <p data-said>
        {broken === 0 ? 'No condition is open about them.' : `${plural(broken, 'SLO')} violated.`}{' '}
        <span class="quiet">
          A budget burns too fast from {FAST_BURN} over one hour, or from {SLOW_BURN} over six.
        </span>
      </p>
      <section class="panel flush" aria-label="Service level objectives">
        <Objectives rows={rows} now={now} />
      </section>
      <Paging
        {...{ path: PATH, of: 'SLOs', asked: { after }, ends: ['First', 'Next ›'] }}
        last={hasMore ? rows.at(-1)?.id : undefined}
      />
    </>
  );
}

function Objectives({ rows, now }: { readonly rows: readonly Slo[]; readonly now: number }) {
  return (
    <Table<Slo>
      caption="Objectives with their windows"
      empty="No SLO is defined: “reeve fleet import” takes them."
      rows={rows}
      columns={[
        {
          head: 'SLO',
          cell: ({ id, module, condition, enforces, askError }) => (
            <>
              <strong>{visible(id)}</strong>
              <span class="below quiet">
                module <a href={modulePath(module)}>{visible(module)}</a>
                {enforces && ', holds changes back'}
              </span>
              {askError !== '' && <span class="below">not measured: {visible(askError)}</span>}
              {condition !== null && (
                <a href={conditionPath(condition)}>
                  <State tone="bad">violated</State>
                </a>
              )}
            </>
          ),
        },
        { head: 'Promised', cell: promised },
        { head: 'Burn 1 h', kind: 'number', cell: (of) => <Burn of={of} window="1h" most={FAST_BURN} /> },
        { head: 'Burn 6 h', kind: 'number', cell: (of) => <Burn of={of} window="6h" most={SLOW_BURN} /> },
        { head: 'Budget left', cell: (of) => <Left of={of} /> },
        {
          head: 'Gone wrong',
          kind: 'wide',
          cell: (of) => (
            <>
              <Spark
                of={of.line}
                bound={budgetOf(of)}
                says={`${of.id}: what went wrong over ${of.period}, in percent`}
              />
              <span class="below small quiet">
                over {of.period}
                {budgetOf(of) === undefined ? '' : `, dashed at ${rounded(budgetOf(of) ?? 0)} %`},{' '}
                {of.sampledAt ? (
                  <>
                    last measured <Ago at={of.sampledAt.getTime()} now={now} />
                  </>
                ) : (
                  'never measured'
                )}
              </span>
            </>
          ),
        },
      ]}
    />
  );
}

function promised({ uptimePct, errorRatePct, latencyMs, windows: { period } }: Slo) {
  const seen = (value: number | null | undefined, unit: string) =>
    value === null || value === undefined ? 'not measured' : `is ${(unit === '%' ? percent : rounded)(value)} ${unit}`;
  return (
    <ul class="names">
      {uptimePct !== null && (
        <li>
          up {uptimePct} % <span class="quiet">({seen(period?.upPct, '%')})</span>
        </li>
      )}
      {errorRatePct !== null && (
        <li>
          errors ≤ {errorRatePct} % <span class="quiet">({seen(period?.errorPct, '%')})</span>
        </li>
      )}
      {latencyMs !== null && (
        <li>
          p99 ≤ {latencyMs} ms <span class="quiet">({seen(period?.latencyMs, 'ms')})</span>
        </li>
      )}
    </ul>
  );
}

/** Of the two budgets that burn, errors and time away, the one that burns faster. */
export function burnOf({ uptimePct, errorRatePct, windows }: Slo, window: 'period' | '1h' | '6h'): number | undefined {
  const seen = windows[window];
  const rates = [
    errorRatePct === null || seen?.errorPct === null || seen === undefined
      ? []
      : [burnRate(seen.errorPct, errorRatePct)],
    uptimePct === null || seen?.upPct === null || seen === undefined
      ? []
      : [burnRate(100 - seen.upPct, 100 - uptimePct)],
  ].flat();
  return rates.length === 0 ? undefined : Math.max(...rates);
}

function Burn({ of, window, most }: { readonly of: Slo; readonly window: '1h' | '6h'; readonly most: number }) {
  const rate = burnOf(of, window);
  if (rate === undefined) return <span class="small quiet">not measured</span>;
  const tone = rate >= most ? 'bad' : rate > 1 ? 'wait' : 'good';
  return <State tone={tone}>{rounded(rate)}×</State>;
}

function Left({ of }: { readonly of: Slo }) {
  const rate = burnOf(of, 'period');
  if (rate === undefined) return <span class="quiet">not known</span>;
  // The same arithmetic: what the period burned of what it may.
  const left = budgetLeft(rate, 1);
  const tone = left <= 0 ? 'bad' : left < 0.25 ? 'wait' : 'good';
  return <State tone={tone}>{left < 0 ? `overspent by ${rounded(-left * 100)} %` : `${rounded(left * 100)} %`}</State>;
}

function budgetOf({ errorRatePct, uptimePct }: Slo): number | undefined {
  return errorRatePct ?? (uptimePct === null ? undefined : 100 - uptimePct);
}

/** What is short of all is not said to be all. */
export function percent(value: number): string {
  return value > 99 && value < 100 ? String(Math.floor(value * 1_000) / 1_000) : rounded(value);
}

export function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
