import { z } from '@hono/zod-openapi';
import { DECISION_OUTCOMES, type ListedDecision, mayAct, type Rounds } from '../../reeve.js';
import { PrincipalName, RowId } from '../../http/fields.js';
import { Decided } from '../elements/decided.js';
import { Field, Select } from '../elements/forms.js';
import { listPath, Paging } from '../elements/paging.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import type { Kept } from '../setting-act.js';
import { DECISIONS_PATH, roundActs, RoundsView } from './rounds.js';

const PAGE_ROWS = 50;

const Query = z.object({
  outcome: z.enum(DECISION_OUTCOMES).optional().catch(undefined),
  agent: PrincipalName.optional().catch(undefined),
  kind: z.string().trim().min(1).max(80).optional().catch(undefined),
  after: RowId.optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

/** What the agents of the fleet decided, and when each looks. */
export const decisionsPage: Page = {
  path: DECISIONS_PATH,
  title: 'Decisions',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Decisions' },
  everySeconds: 15,
  hears: true,
  view: (visit) => decisionsView(visit),
  acts: roundActs((visit, kept) => decisionsView(visit, kept)),
};

async function decisionsView({ reeve, caller, query, now, csrf }: Visit, kept?: Kept): Promise<View> {
  const asked = Query.parse(Object.fromEntries(query));
  const { outcome, agent, kind, after } = asked;
  const [rounds, found] = await Promise.all([
    reeve.sensing.rounds(caller),
    reeve.sensing.decisions(caller, {
      ...(outcome && { outcome }),
      ...(agent !== undefined && { agent }),
      ...(kind !== undefined && { kind }),
      ...(after !== undefined && { after }),
      limit: PAGE_ROWS + 1,
    }),
  ]);
  const settings = { csrf, page: DECISIONS_PATH, ...(kept && { kept }) };
  const data = {
    ...{ asked, rounds, rows: found.slice(0, PAGE_ROWS), hasOlder: found.length > PAGE_ROWS, now, settings },
    ...{ mayPause: mayAct(caller.roles, 'operator'), maySet: mayAct(caller.roles, 'admin') },
  };
  const { refusal } = kept ?? {};
  return { ...(refusal && { status: refusal.status }), body: <DecisionsView data={data} /> };
}

export interface DecisionsData {
  readonly asked: Asked;
  readonly rounds: readonly Rounds[];
  readonly rows: readonly ListedDecision[];
  readonly hasOlder: boolean;
  readonly mayPause: boolean;
  readonly maySet: boolean;
  readonly settings: { readonly csrf: string; readonly page: string; readonly kept?: Kept };
  readonly now: number;
}

export function DecisionsView({ data }: { readonly data: DecisionsData }) {
  const { asked, rounds, rows, hasOlder, now, settings } = data;
  const { after: _page, ...filter } = asked;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const refusal = settings.kept?.refusal;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <nav class="ways" aria-label="Which decisions">
        {[undefined, ...DECISION_OUTCOMES].map((outcome) => (
          <a
            href={listPath(DECISIONS_PATH, { ...asked, outcome, after: undefined })}
            {...(asked.outcome === outcome && { 'aria-current': 'true' as const })}
          >
            {outcome ?? 'all'}
          </a>
        ))}
      </nav>
      <Filters asked={asked} rounds={rounds} isFiltered={isFiltered} />
      <section class="panel flush" aria-label="Decisions, newest first">
        <Decided
          {...{ rows, now, isMixed: true }}
          empty={isFiltered ? 'None is like this.' : 'Nothing was decided yet.'}
        />
      </section>
      <Paging path={DECISIONS_PATH} of="decisions" asked={asked} last={hasOlder ? rows.at(-1)?.id : undefined} />
      <RoundsView {...{ rounds, now, settings, mayPause: data.mayPause, maySet: data.maySet }} />
    </>
  );
}

function Filters(props: { readonly asked: Asked; readonly rounds: readonly Rounds[]; readonly isFiltered: boolean }) {
  const { asked, rounds, isFiltered } = props;
  const agents = [{ value: '', text: 'any' }, ...rounds.map(({ agent }) => ({ value: agent, text: agent }))];
  return (
    <form method="get" action={DECISIONS_PATH} class="filters" role="search" aria-label="Filter decisions">
      {asked.outcome !== undefined && <input type="hidden" name="outcome" value={asked.outcome} />}
      <Field id="filter-agent" label="Agent">
        <Select id="filter-agent" name="agent" choices={agents} chosen={asked.agent ?? ''} />
      </Field>
      <Field id="filter-kind" label="Kind">
        <input
          {...{ id: 'filter-kind', name: 'kind', value: asked.kind ?? '', maxlength: 80 }}
          placeholder="instance.silent"
          autocomplete="off"
        />
      </Field>
      <div class="filters-go">
        <button type="submit" class="plain">
          Filter
        </button>
        {isFiltered && <a href={DECISIONS_PATH}>Clear</a>}
      </div>
    </form>
  );
}
