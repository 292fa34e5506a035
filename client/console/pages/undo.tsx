import type { WholeIntervention } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { InterventionKey, Reason, REASON_CHARS_MAX } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import type { Trouble } from '../../http/problems.js';
import type { Fact } from '../elements/basics.js';
import { ActForm, Asked, ReasonField } from '../elements/forms.js';
import { visible } from '../elements/text.js';
import type { Act, View, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';
import { interventionPath } from './approvals.js';

/** Proposes to put a change back, and leads to the story of that proposal. */
export function undoAct(again: (visit: Visit, refusal: Trouble) => Promise<View>): Act {
  return {
    path: '/console/interventions/:key/undo',
    role: 'operator',
    async run({ form, ...visit }) {
      const { reeve, caller, params } = visit;
      const key = InterventionKey.safeParse(params['key']).data;
      if (key === undefined) throw new Refused(404, 'there is no such intervention in this account');
      const reason = Reason.safeParse(form.get('reason') ?? '').data;
      if (reason === undefined)
        return again(visit, {
          status: 400,
          detail: `nothing was proposed: give a reason of 1 to ${REASON_CHARS_MAX} characters`,
        });
      let undo = '';
      const refusal = await refusalOf(async () => {
        undo = (await reeve.work.undo(caller, { key, reason, trace: traceHeaders() })).key;
      });
      if (refusal) return again(visit, refusal);
      return {
        go: interventionPath(undo),
        notice: { kind: 'done', text: 'Proposed in your name. This is its story.' },
      };
    },
  };
}

export function UndoForm({ whole, csrf }: { readonly whole: WholeIntervention; readonly csrf: string }) {
  return (
    <Asked id="undo" word="Undo…" label={`Undo: ${visible(whole.summary)}`} look="plain">
      <ActForm action={`${interventionPath(whole.key)}/undo`} csrf={csrf}>
        <p>
          Exactly what this change did is put back, in your name, as long as nobody has changed it since. The gate
          judges it like every change.
        </p>
        <ReasonField id="undo-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit" class="danger">
          Put it back
        </button>
      </ActForm>
    </Asked>
  );
}

/** What it puts back, and what was proposed to put it back. */
export function undoFacts({ proposal: { undoes }, undos }: WholeIntervention): readonly Fact[] {
  return [
    ...(undoes === undefined ? [] : [{ name: 'Puts back', value: <Story of={undoes} /> }]),
    ...undos.map(({ key, by, outcome }) => ({
      name: 'Put back by',
      value: (
        <>
          <Story of={key} /> <span class="quiet">{`${visible(by)}, ${outcome ?? 'not ended yet'}`}</span>
        </>
      ),
    })),
  ];
}

function Story({ of }: { readonly of: string }) {
  return (
    <a href={interventionPath(of)}>
      <code>{visible(of)}</code>
    </a>
  );
}
