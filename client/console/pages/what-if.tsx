import { type CatalogueAction, type Explained, ORIGINS, SEVERITIES } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { WhatIf } from '../../http/routes/policies.js';
import type { Trouble } from '../../http/problems.js';
import { Banner, Facts, Panel, type Tone } from '../elements/basics.js';
import { type Choice, Field, Select } from '../elements/forms.js';
import { Rules } from '../elements/spine.js';
import { isoTime, timeLeft, visible } from '../elements/text.js';
import { faultsOf } from '../form-act.js';
import type { Page, Visit } from '../page.js';
import { RefusalBanner, refusalOf } from '../refusal.js';

export const WHAT_IF_PATH = '/console/what-if';

/** What the gate would say now. It is asked for by the address alone, so that it can be sent to somebody else. */
export const whatIfPage: Page = {
  path: WHAT_IF_PATH,
  title: 'What if',
  role: 'viewer',
  nav: { group: 'Govern', word: 'What if' },
  async view(visit) {
    const { reeve, query } = visit;
    const asked = Object.fromEntries([...query].filter(([, value]) => value.trim() !== ''));
    const answer = asked['action'] === undefined ? {} : await answerTo(visit, asked);
    const status = answer.refusal?.status;
    const data = { asked, actions: reeve.work.actions, ...answer };
    return { ...(status !== undefined && { status }), body: <WhatIfView data={data} /> };
  },
};

type Asked = Readonly<Record<string, string>>;

interface Answer {
  readonly found?: Explained;
  readonly refusal?: Trouble;
}

async function answerTo({ reeve, caller }: Visit, { target = '', parameters, ...fields }: Asked): Promise<Answer> {
  const { namespace, cluster, ...rest } = fields;
  const [kind = '', ...name] = target.split('/');
  const where = { kind, name: name.join('/'), ...(namespace && { namespace }), ...(cluster && { cluster }) };
  const what = WhatIf.safeParse({ ...rest, target: where, ...(parameters && { parameters: readJson(parameters) }) });
  if (!what.success) return { refusal: { status: 400, detail: faultsOf(what.error) } };
  let found: Explained | undefined;
  const refusal = await refusalOf(async () => {
    found = await reeve.work.explain(caller, given(what.data) as never);
  });
  return { ...(found && { found }), ...(refusal && { refusal }) };
}

/** What is no JSON is left as the text that it is, which the schema then refuses in its own words. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export interface WhatIfData extends Answer {
  readonly asked: Asked;
  readonly actions: readonly CatalogueAction[];
}

export function WhatIfView({ data }: { readonly data: WhatIfData }) {
  const { found, refusal } = data;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      {found && <Verdict found={found} />}
      <Question data={data} />
    </>
  );
}

const TONES: Readonly<Record<Explained['decision'], Tone>> = {
  ...{ proceed: 'good', defer: 'wait', ask: 'wait', refuse: 'bad' },
};
const SAYS: Readonly<Record<Explained['decision'], string>> = {
  ...{ proceed: 'It would be done.', ask: 'People would be asked.' },
  ...{ defer: 'It would be put off.', refuse: 'It would be refused.' },
};

function Verdict({ found }: { readonly found: Explained }) {
  const { decision, outcome, would, until, notify, category, risk, spoke, rows, steps, leftOut } = found;
  const [row] = rows;
  const recorded = outcome === 'recorded';
  return (
    <>
      <Banner tone={recorded ? 'off' : TONES[decision]}>
        <p class="lead" data-said>
          {recorded ? `It would only be recorded. Once it is opened: ${would ?? decision}.` : SAYS[decision]}
          {notify && ' People would be told.'}
        </p>
      </Banner>
      <Panel title="Every rule that speaks" id="rules">
        {spoke.length === 0 ? <p class="empty">No rule stands against it.</p> : <Rules rules={spoke} />}
      </Panel>
      <Panel title="What it is judged by" id="judged">
        <Facts
          facts={[
            { name: 'Category', value: <code>{visible(category)}</code> },
            { name: 'Risk', value: risk },
            {
              name: 'Row that counts',
              value: row ? `${row.verb}, for ${visible(row.level)} (${row.origin})` : 'none speaks about it',
            },
            ...(until ? [{ name: 'Not before', value: isoTime(until.getTime()) }] : []),
            ...steps.map(({ name, role, quorum, withinMs, onDeadline }, at) => ({
              name: `Asked ${at + 1}`,
              value: `${visible(name)}: ${quorum} with the role ${role}, within ${timeLeft(withinMs)}, then ${onDeadline}`,
            })),
            ...leftOut.map((one) => ({ name: 'Not looked at', value: one })),
          ]}
        />
      </Panel>
    </>
  );
}

const choices = (words: readonly string[]): readonly Choice[] => words.map((word) => ({ value: word, text: word }));

function Question({ data: { asked, actions } }: { readonly data: WhatIfData }) {
  const text = (name: string, label: string, hint: string, required = false) => (
    <Field id={`if-${name}`} label={label} hint={hint}>
      <input
        id={`if-${name}`}
        name={name}
        value={asked[name] ?? ''}
        maxlength={600}
        required={required}
        autocomplete="off"
        aria-describedby={`if-${name}-hint`}
      />
    </Field>
  );
  return (
    <Panel title="What would the gate say?" id="question" note="Nothing is written, and nothing is touched.">
      <form method="get" action={WHAT_IF_PATH} class="sheet-form" aria-label="What would the gate say">
        <Field id="if-action" label="Action">
          <Select
            id="if-action"
            name="action"
            choices={actions.map(({ id, title }) => ({ value: id, text: `${title} (${id})` }))}
            chosen={asked['action'] ?? ''}
            required
          />
        </Field>
        {text('target', 'Target', 'kind/name, such as flag/checkout.new', true)}
        {text('namespace', 'Namespace', 'where the target has one')}
        {text('cluster', 'Cluster', 'where the target is in one')}
        {text('agent', 'Proposed by agent', 'empty: by you')}
        {text('user', 'For person', 'or by this person, where no agent is named')}
        {text('parameters', 'Parameters', 'JSON, such as {"value": true}; empty: they are taken to fit')}
        <Field id="if-severity" label="Severity">
          <Select
            id="if-severity"
            name="severity"
            choices={choices(SEVERITIES)}
            chosen={asked['severity'] ?? 'warning'}
          />
        </Field>
        <Field id="if-origin" label="Origin">
          <Select id="if-origin" name="origin" choices={choices(ORIGINS)} chosen={asked['origin'] ?? 'person'} />
        </Field>
        <button type="submit">Ask the gate</button>
      </form>
    </Panel>
  );
}
