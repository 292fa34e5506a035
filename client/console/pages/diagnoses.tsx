import { z } from '@hono/zod-openapi';
import { causeInWords, DIAGNOSIS_VERDICTS, type ListedDiagnosis, mayAct } from '../../reeve.js';
import { BundleName, DiagnosisId } from '../../http/routes/diagnoses.js';
import type { Trouble } from '../../http/problems.js';
import { Panel, State, type Tone, When } from '../elements/basics.js';
import { Field } from '../elements/forms.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Act, Page, View, Visit } from '../page.js';
import { RefusalBanner, refusalOf } from '../refusal.js';

export const DIAGNOSES_PATH = '/console/diagnoses';
const PATH = DIAGNOSES_PATH;
const PAGE_ROWS = 50;
const LINE_CHARS_MAX = 180;

const Query = z.object({
  verdict: z.enum(DIAGNOSIS_VERDICTS).optional().catch(undefined),
  after: DiagnosisId.optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

const sendBundle: Act = {
  path: PATH,
  role: 'operator',
  async run({ file, form: _fields, ...visit }) {
    if (!file || file.bytes.length === 0)
      return diagnosesView(visit, { status: 400, detail: 'choose the file of a bundle first' });
    // A browser on another system may send the folders with it.
    const name = BundleName.safeParse(file.name.split(/[/\\]/).at(-1)).data ?? 'bundle';
    let id = '';
    const refusal = await refusalOf(async () => {
      ({ id } = await visit.reeve.diagnoses.add(visit.caller, { bytes: file.bytes, name }));
    });
    return refusal ? diagnosesView(visit, refusal) : { go: diagnosisPath(id) };
  },
};

/** What was found out from captured bundles, and where another one is sent. */
export const diagnosesPage: Page = {
  path: PATH,
  title: 'Diagnoses',
  role: 'viewer',
  nav: { group: 'Operate', word: 'Diagnoses' },
  view: (visit) => diagnosesView(visit),
  acts: [sendBundle],
};

async function diagnosesView({ reeve, caller, query, now, csrf }: Visit, refusal?: Trouble): Promise<View> {
  const asked = Query.parse(Object.fromEntries(query));
  const { verdict, after } = asked;
  const filter = { ...(verdict && { verdict }), ...(after !== undefined && { after }) };
  const found = await reeve.diagnoses.list(caller, { ...filter, limit: PAGE_ROWS + 1 });
  const data = {
    ...{ asked, now, csrf, rows: found.slice(0, PAGE_ROWS), hasOlder: found.length > PAGE_ROWS },
    ...{ maySend: mayAct(caller.roles, 'operator'), ...(refusal && { refusal }) },
  };
  return { ...(refusal && { status: refusal.status }), body: <DiagnosesView data={data} /> };
}

export interface DiagnosesData {
  readonly asked: Asked;
  readonly rows: readonly ListedDiagnosis[];
  readonly hasOlder: boolean;
  readonly maySend: boolean;
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function DiagnosesView({ data }: { readonly data: DiagnosesData }) {
  const { asked, rows, hasOlder, maySend, refusal, now, csrf } = data;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      {maySend && <SendForm csrf={csrf} />}
      <nav class="ways" aria-label="Which diagnoses">
        {[undefined, ...DIAGNOSIS_VERDICTS].map((verdict) => (
          <a href={listPath(PATH, { verdict })} {...(asked.verdict === verdict && { 'aria-current': 'true' as const })}>
            {verdict ?? 'all'}
          </a>
        ))}
      </nav>
      <section class="panel flush" aria-label="Diagnoses, newest first">
        <Rows rows={rows} now={now} />
      </section>
      <Paging path={PATH} of="diagnoses" asked={asked} last={hasOlder ? rows.at(-1)?.id : undefined} />
    </>
  );
}

function SendForm({ csrf }: { readonly csrf: string }) {
  return (
    <Panel title="Diagnose a bundle" id="send" note="no model is asked">
      <form method="post" action={PATH} enctype="multipart/form-data" class="answering">
        <input type="hidden" name="csrf" value={csrf} />
        <Field
          id="bundle"
          label="Bundle"
          hint="A .tgz or .tar of its folder, or the .json that “kubectl get -o json” printed. It is looked at once and not kept; what was found out is, redacted."
        >
          <input
            id="bundle"
            name="bundle"
            type="file"
            required
            accept=".tgz,.gz,.tar,.json"
            aria-describedby="bundle-hint"
          />
        </Field>
        <div class="acts">
          <button type="submit" class="main">
            Say what is wrong
          </button>
        </div>
      </form>
    </Panel>
  );
}

function Rows({ rows, now }: { readonly rows: readonly ListedDiagnosis[]; readonly now: number }) {
  return (
    <Table<ListedDiagnosis>
      caption="Diagnoses, newest first"
      empty="Nothing was diagnosed yet. Send a bundle above, or “reeve diagnoses send PATH”."
      rows={rows}
      columns={[
        { head: 'Verdict', cell: ({ verdict }) => <State tone={VERDICT_TONES[verdict]}>{verdict}</State> },
        {
          head: 'What',
          kind: 'wide',
          cell: ({ id, code, resource, summary }) => (
            <>
              <a class="strong" href={diagnosisPath(id)}>
                {visible(code === undefined ? summary : `${causeInWords(code)}: ${resource}`)}
              </a>
              {code !== undefined && (
                <span class="below quiet">
                  <code class="small">{code}</code> {visible(shortened(summary))}
                </span>
              )}
            </>
          ),
        },
        {
          head: 'Bundle',
          cell: ({ name, cluster }) => (
            <>
              {visible(name)}
              {cluster !== '' && <span class="below quiet">{visible(cluster)}</span>}
            </>
          ),
        },
        { head: 'Sent by', cell: ({ author }) => visible(author) },
        { head: 'When', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
      ]}
    />
  );
}

export const VERDICT_TONES: Readonly<Record<ListedDiagnosis['verdict'], Tone>> = {
  ...{ fault: 'bad', unknown: 'wait', expected: 'off', recovered: 'good', healthy: 'good' },
};

export const VERDICT_WORDS: Readonly<Record<ListedDiagnosis['verdict'], string>> = {
  ...{ fault: 'Fault', unknown: 'Not known', expected: 'As expected', recovered: 'Recovered', healthy: 'Healthy' },
};

export function diagnosisPath(id: string): string {
  return `${PATH}/${id}`;
}

/** Enough to know it again; the page of the diagnosis says all of it. */
function shortened(text: string): string {
  return text.length <= LINE_CHARS_MAX ? text : `${text.slice(0, LINE_CHARS_MAX).toWellFormed()}…`;
}
