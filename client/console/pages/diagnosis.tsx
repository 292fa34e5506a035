import { causeInWords, type DiagnosisReport, type KeptDiagnosis } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { DiagnosisId } from '../../http/routes/diagnoses.js';
import { Banner, Facts, Panel, When } from '../elements/basics.js';
import { plural, sentence, visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { ChainPicture } from './diagnosis-chain.js';
import { FactsPanel, Quotes } from './diagnosis-facts.js';
import { DIAGNOSES_PATH, VERDICT_TONES, VERDICT_WORDS } from './diagnoses.js';

/** One diagnosis: what it is, how it came about, what shows it, what else it could be, what to do. */
export const diagnosisPage: Page = {
  path: '/console/diagnoses/:id',
  title: 'Diagnosis',
  role: 'viewer',
  view: diagnosisView,
};

async function diagnosisView({ reeve, caller, params, now }: Visit): Promise<View> {
  const id = DiagnosisId.safeParse(params['id']).data;
  const kept = id === undefined ? undefined : await reeve.diagnoses.one(caller, id);
  if (!kept) throw new Refused(404, 'there is no such diagnosis in this account; the list of diagnoses shows what is');
  const { cause, verdict } = kept.report;
  return {
    title: cause ? causeInWords(cause.code) : VERDICT_WORDS[verdict],
    body: <DiagnosisView kept={kept} now={now} />,
  };
}

export function DiagnosisView({ kept, now }: { readonly kept: KeptDiagnosis; readonly now: number }) {
  const { report } = kept;
  const { chain, missing } = report;
  return (
    <>
      <p class="small">
        <a href={DIAGNOSES_PATH}>All diagnoses</a>
      </p>
      <Answer report={report} />
      <WhatToDo report={report} />
      <div class="columns">
        <div class="column">
          {chain.length > 0 && (
            <Panel title="How it came about" id="chain">
              <ChainPicture chains={chain} />
            </Panel>
          )}
          <Quotes report={report} />
        </div>
        <div class="column">
          <Others report={report} />
          <Alternatives report={report} />
          {missing.length > 0 && (
            <Panel title="To be surer, read" id="missing">
              <ul class="told">
                {missing.map((one) => (
                  <li>{visible(one)}</li>
                ))}
              </ul>
            </Panel>
          )}
          <About kept={kept} now={now} />
        </div>
        <div class="column whole">
          <FactsPanel report={report} />
        </div>
      </div>
    </>
  );
}

function Answer({ report: { verdict, cause, summary, inWords } }: { readonly report: DiagnosisReport }) {
  return (
    <Banner tone={VERDICT_TONES[verdict]}>
      <p class="lead" role="status">
        {VERDICT_WORDS[verdict]}
        {cause && (
          <>
            {' '}
            at {visible(`${cause.resource.kind} ${cause.resource.name}`)}, <Sure of={cause.confidence} />{' '}
            <code class="small quiet">{cause.code}</code>
          </>
        )}
      </p>
      <p>{visible(sentence(inWords ?? summary))}</p>
    </Banner>
  );
}

function Sure({ of }: { readonly of: number }) {
  const percent = Math.round(of * 100);
  return (
    <span class="sure">
      <meter min={0} max={100} value={percent} aria-hidden="true" /> {percent} % sure
    </span>
  );
}

function WhatToDo({ report: { verdict, remedy, proposals } }: { readonly report: DiagnosisReport }) {
  if (verdict !== 'fault') return <></>;
  return (
    <Panel title="What to do" id="do">
      {remedy !== '' && <p>{visible(sentence(remedy))}</p>}
      {proposals.length === 0 && <p class="quiet">Reeve has no action that would help here: it needs a person.</p>}
      {proposals.length > 0 && (
        <ul class="told">
          {proposals.map(({ action, target, params, why, verdict: gate }) => (
            <li>
              <code>{visible(action)}</code> at {visible(`${target.kind} ${target.name}`)}
              {Object.entries(params).map(([name, value]) => (
                <>
                  {' '}
                  <code>
                    {visible(name)}={visible(String(value))}
                  </code>
                </>
              ))}
              <span class="below">{visible(sentence(why))}</span>
              <span class="below small quiet">The gate: {visible(gate)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Alternatives({ report: { alternatives } }: { readonly report: DiagnosisReport }) {
  if (alternatives.length === 0) return <></>;
  return (
    <Panel title="What else it could be" id="alternatives" note={plural(alternatives.length, 'cause')}>
      <ul class="told">
        {alternatives.map(({ code, resource, confidence, whyNot, summary }) => (
          <li>
            {causeInWords(code)}: {visible(`${resource.kind} ${resource.name}`)}{' '}
            <span class="quiet">({Math.round(confidence * 100)} %)</span> <code class="small quiet">{code}</code>
            <span class="below">Not it, since {visible(whyNot)}.</span>
            <details>
              <summary>What speaks for it</summary>
              <p>{visible(summary)}</p>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Others({ report: { others = [] } }: { readonly report: DiagnosisReport }) {
  if (others.length === 0) return <></>;
  return (
    <Panel title="Also broken, of its own" id="others" note={plural(others.length, 'fault')}>
      <ul class="told">
        {others.map(({ code, resource, confidence, summary, remedy }) => (
          <li>
            <code>{code}</code> at {visible(`${resource.kind} ${resource.name}`)}{' '}
            <span class="quiet">({Math.round(confidence * 100)} %)</span>
            <span class="below">{visible(summary)}</span>
            <span class="below">{visible(sentence(remedy))}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function About({
  kept: { id, at, author, name, report },
  now,
}: {
  readonly kept: KeptDiagnosis;
  readonly now: number;
}) {
  return (
    <Panel title="The bundle" id="about">
      <Facts
        facts={[
          { name: 'Name', value: visible(name) },
          ...(report.cluster === '' ? [] : [{ name: 'Cluster', value: visible(report.cluster) }]),
          { name: 'Captured', value: visible(report.capturedAt) },
          { name: 'Sent', value: <When at={at.getTime()} now={now} /> },
          { name: 'By', value: visible(author) },
          { name: 'Took', value: `${report.tookMs} ms, and ${report.model.calls} calls of a model` },
          { name: 'Id', value: <code>{id}</code> },
        ]}
      />
    </Panel>
  );
}
