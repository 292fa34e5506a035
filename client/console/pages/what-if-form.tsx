import { ORIGINS, SEVERITIES } from '../../reeve.js';
import { Panel } from '../elements/basics.js';
import { ChoiceField, choicesOf, TextField } from '../elements/fields.js';
import type { WhatIfData } from './what-if.js';
import { WHAT_IF_PATH } from './what-if-path.js';

const NAMED_CHARS_MAX = 63;

export function WhatIfForm({ data }: { readonly data: WhatIfData }) {
  const { of, actions, asked } = data;
  const chosen = actions.find(({ id }) => id === of.said('action'));
  const takes = chosen && Object.keys((chosen.parameters as { readonly properties?: object }).properties ?? {});
  return (
    <Panel title={asked ? 'Ask again' : 'Ask what the gate would say'} id="ask">
      <p class="quiet">Nothing is written, and nothing is touched. The address of the answer can be sent to others.</p>
      <form method="get" action={WHAT_IF_PATH} class="sheet-form">
        <div class="pair">
          <ChoiceField
            {...{ of, name: 'action', label: 'Action', required: true }}
            choices={actions.map(({ id, title }) => ({ value: id, text: `${id}: ${title}` }))}
          />
          <ChoiceField of={of} name="severity" label="Severity" choices={choicesOf(SEVERITIES)} first="warning" />
        </div>
        <TargetFields data={data} />
        <WhoFields data={data} />
        <TextField
          {...{ of, name: 'parameters', label: 'Parameters, as JSON', charsMax: 16_000, lines: 3 }}
          hint={`empty: taken to fit${takes ? `; ${chosen.id} takes ${takes.join(', ') || 'none'}` : ''}`}
        />
        <button type="submit">What if?</button>
      </form>
    </Panel>
  );
}

function TargetFields({ data: { of } }: { readonly data: WhatIfData }) {
  return (
    <>
      <div class="pair">
        <TextField
          {...{ of, name: 'kind', label: 'Kind of target', charsMax: 60, required: true }}
          hint="such as flag"
        />
        <TextField
          {...{ of, name: 'name', label: 'Name', charsMax: 253, required: true }}
          hint="such as checkout.new"
        />
      </div>
      <div class="pair">
        <TextField {...{ of, name: 'namespace', label: 'Namespace', charsMax: 100 }} hint="where it has one" />
        <TextField {...{ of, name: 'cluster', label: 'Cluster', charsMax: 100 }} hint="where it has one" />
      </div>
    </>
  );
}

function WhoFields({ data: { of, people, agents } }: { readonly data: WhatIfData }) {
  const origins = [{ value: '', text: 'not said: a person' }, ...choicesOf(ORIGINS)];
  return (
    <>
      <div class="pair">
        <TextField
          {...{ of, name: 'agent', label: 'Proposed by the agent', charsMax: NAMED_CHARS_MAX }}
          hint="empty: by the person"
          known={agents.map(({ id }) => id)}
        />
        <TextField
          {...{ of, name: 'user', label: 'By, or for, the person', charsMax: NAMED_CHARS_MAX }}
          hint="empty and no agent: by you"
          known={people.map(({ id }) => id)}
        />
      </div>
      <div class="pair">
        <ChoiceField of={of} name="origin" label="Origin" choices={origins} />
      </div>
    </>
  );
}
