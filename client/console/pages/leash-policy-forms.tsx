import { type ListedPolicy, RISKS, SEVERITIES, VERBS } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { NewPolicy, PolicyGone } from '../../http/routes/policies.js';
import { ActForm, Asked, type Choice, Field, ReasonField, Select } from '../elements/forms.js';
import { visible } from '../elements/text.js';
import { type Again, type Doing, faultsOf, filled, formActs, REASON_CHARS_MAX } from '../form-act.js';
import type { Act, Visit } from '../page.js';

const PATH = '/console/leash';

export function policyActs(again: Again): readonly Act[] {
  const act = formActs(PATH, again);
  return [act('policy', 'admin', setting), act('policy/unset', 'admin', unsetting)];
}

function setting({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const { scoreMin, ...fields } = filled(form);
  const wish = NewPolicy.safeParse({ ...fields, ...(scoreMin !== undefined && { scoreMin: Number(scoreMin) }) });
  if (!wish.success) return { fault: faultsOf(wish.error) };
  const { category, verb } = wish.data;
  return {
    run: () => leash.setPolicy(caller, given(wish.data)),
    done: `${category} is ${verb} there, from the next judgement on.`,
  };
}

function unsetting({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const level = PolicyGone.safeParse(filled(form));
  if (!level.success) return { fault: faultsOf(level.error) };
  return {
    run: () => leash.unsetPolicy(caller, given(level.data)),
    done: `What was written for ${level.data.category} is gone: the default counts again.`,
  };
}

const choices = (words: readonly string[]): readonly Choice[] => words.map((word) => ({ value: word, text: word }));
const AS_BENEATH: Choice = { value: '', text: 'as the default says' };

interface Offered {
  readonly categories: readonly string[];
  readonly chains: readonly string[];
  readonly csrf: string;
}

export function PolicyForm({ categories, chains, csrf }: Offered) {
  return (
    <Asked id="policy-set" word="Write a row…" label="Write a row over the default" look="plain">
      <ActForm action={`${PATH}/policy`} csrf={csrf}>
        <Field id="policy-category" label="Category" hint="* stands for all of them">
          <Select id="policy-category" name="category" choices={choices([...categories, '*'])} required />
        </Field>
        <Field id="policy-verb" label="What is done">
          <Select id="policy-verb" name="verb" choices={choices(VERBS)} chosen="require_approval" required />
        </Field>
        <Field id="policy-agent" label="Only for this agent" hint="empty: everybody">
          <input
            id="policy-agent"
            name="agent"
            maxlength={63}
            autocomplete="off"
            aria-describedby="policy-agent-hint"
          />
        </Field>
        <Field id="policy-user" label="Only for this person" hint="empty: everybody">
          <input id="policy-user" name="user" maxlength={63} autocomplete="off" aria-describedby="policy-user-hint" />
        </Field>
        <Field id="policy-score" label="Least trust score" hint="0 to 1; empty: as the default says">
          <input
            id="policy-score"
            name="scoreMin"
            type="number"
            min={0}
            max={1}
            step="any"
            aria-describedby="policy-score-hint"
          />
        </Field>
        <Field id="policy-from" label="Asks from this severity on">
          <Select id="policy-from" name="asksFrom" choices={[{ value: '', text: 'none' }, ...choices(SEVERITIES)]} />
        </Field>
        <Field id="policy-chain" label="Who is asked">
          <Select id="policy-chain" name="chain" choices={[AS_BENEATH, ...choices(chains)]} />
        </Field>
        <Field id="policy-risk" label="Weighs at least" hint="a row makes an action weigh more, never less">
          <Select id="policy-risk" name="risk" choices={[AS_BENEATH, ...choices(RISKS)]} />
        </Field>
        <ReasonField id="policy-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Write it</button>
      </ActForm>
    </Asked>
  );
}

export function UnsetPolicyForm({ of, csrf }: { readonly of: ListedPolicy; readonly csrf: string }) {
  const { category, agent, user, level, beneath } = of;
  const id = `policy-unset-${[category, agent, user].map((part) => (part ?? '').replaceAll(/[^\w-]/g, '_')).join('-')}`;
  return (
    <Asked id={id} word="Unset…" label={`Unset ${visible(category)} for ${visible(level)}`} tone="danger">
      <ActForm action={`${PATH}/policy/unset`} csrf={csrf}>
        <input type="hidden" name="category" value={category} />
        {agent !== undefined && <input type="hidden" name="agent" value={agent} />}
        {user !== undefined && <input type="hidden" name="user" value={user} />}
        <p>{beneath ? `Then ${beneath.verb} counts here again.` : 'Then the rows of the other levels count alone.'}</p>
        <ReasonField id={`${id}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit">Unset</button>
      </ActForm>
    </Asked>
  );
}
