import { type ListedPolicy, RISKS, SEVERITIES, VERBS } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { NewPolicy, UnsetPolicy } from '../../http/routes/policies.js';
import { ChoiceField, choicesOf, type Filled, NumberField, TextField } from '../elements/fields.js';
import { Opener, Setting, type Settings } from '../elements/setting.js';
import { visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, numbersIn, settingAct, textsIn } from '../setting-act.js';
import { LEASH_PATH } from './leash-path.js';

const SET = 'policy-set';

export function policyActs(again: DrawAgain): readonly Act[] {
  const admins = { role: 'admin', back: LEASH_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/policy`, takes: NewPolicy },
        read: (form) => ({ ...textsIn(form), ...numbersIn(form, ['scoreMin']) }),
        async run({ reeve: { leash }, caller }, wish) {
          const { category, verb } = await leash.setPolicy(caller, given(wish));
          return `${category} is ${verb} for ${forWhom(wish)}, from the next judgement on.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/policy-unset`, takes: UnsetPolicy },
        async run({ reeve: { leash }, caller }, level) {
          await leash.unsetPolicy(caller, given(level));
          return `The default for ${level.category} counts for ${forWhom(level)} again, from the next judgement on.`;
        },
      },
      again,
    ),
  ];
}

interface Whom {
  readonly agent?: string | undefined;
  readonly user?: string | undefined;
}

function forWhom({ agent, user }: Whom): string {
  const parts = [...(agent === undefined ? [] : [`agent ${agent}`]), ...(user === undefined ? [] : [`person ${user}`])];
  return parts.join(' and ') || 'everybody';
}

export interface PolicyFormData {
  readonly policies: readonly ListedPolicy[];
  readonly agents: readonly string[];
  readonly people: readonly string[];
  readonly chains: readonly string[];
  readonly settings: Settings;
}

const NOT_SAID = { value: '', text: 'as beneath' } as const;

export function SetPolicyForm({ data }: { readonly data: PolicyFormData }) {
  const { policies, agents, people, chains, settings } = data;
  const categories = [...new Set(policies.map(({ category }) => category))];
  const inRows = policies.flatMap(({ agent }) => (agent === undefined ? [] : [agent]));
  return (
    <Setting
      {...{ id: SET, word: 'Write a row…', label: 'Write a row of policy', look: 'plain', settings, act: 'policy' }}
      means="It is written over the default, or over the row of that level, and counts from the next judgement on."
      button="Write it"
    >
      {(of) => (
        <>
          <TextField
            {...{ of, name: 'category', label: 'Category', charsMax: 100, required: true, known: categories }}
            hint="such as flag.set; * is every one"
          />
          <div class="pair">
            <TextField
              {...{
                of,
                name: 'agent',
                label: 'Of the agent',
                charsMax: 63,
                known: [...new Set([...agents, ...inRows])],
              }}
              hint="empty: every one"
            />
            <TextField
              {...{ of, name: 'user', label: 'For the person', charsMax: 63, known: people }}
              hint="empty: everybody"
            />
          </div>
          <Says of={of} chains={chains} />
        </>
      )}
    </Setting>
  );
}

function Says({ of, chains }: { readonly of: Filled; readonly chains: readonly string[] }) {
  const orNot = (words: readonly string[]) => [NOT_SAID, ...choicesOf(words)];
  return (
    <>
      <ChoiceField
        {...{ of, name: 'verb', label: 'Verb', first: 'require_approval', required: true }}
        choices={VERBS.map((verb) => ({ value: verb, text: `${verb}: ${VERB_WORDS[verb]}` }))}
      />
      <div class="pair">
        <NumberField
          {...{ of, name: 'scoreMin', label: 'Least score', min: 0, max: 1, step: 0.01 }}
          hint="empty: as beneath"
        />
        <ChoiceField {...{ of, name: 'risk', label: 'Risk', choices: orNot(RISKS) }} />
      </div>
      <div class="pair">
        <ChoiceField
          {...{ of, name: 'asksFrom', label: 'Asks from' }}
          choices={[{ value: '', text: 'no severity' }, ...choicesOf(SEVERITIES)]}
        />
        <ChoiceField {...{ of, name: 'chain', label: 'Chain', choices: orNot(chains) }} />
      </div>
    </>
  );
}

const VERB_WORDS: Readonly<Record<(typeof VERBS)[number], string>> = {
  auto_approve: 'by itself',
  notify_and_proceed: 'by itself, and tells',
  require_approval: 'asks first',
  blocked: 'never',
};

/** Leads to the form with what holds now: of a default only the verb is said, so that the rest stays the default's. */
export function WriteOver({ line }: { readonly line: ListedPolicy }) {
  const { category, agent, user, verb, scoreMin, asksFrom, chain, risk, origin, level } = line;
  const isWritten = origin === 'override';
  const rest = { scoreMin: String(scoreMin), asksFrom, chain, risk };
  return (
    <Opener
      {...{ page: LEASH_PATH, asked: SET, word: isWritten ? 'Change…' : 'Write…' }}
      label={`${isWritten ? 'Change' : 'Write over'} ${visible(category)} for ${visible(level)}`}
      fields={{ category, agent, user, verb, ...(isWritten ? rest : { asksFrom }) }}
    />
  );
}

export function UnsetPolicyForm({ line, settings }: { readonly line: ListedPolicy; readonly settings: Settings }) {
  const { category, agent, user, level, beneath } = line;
  return (
    <Setting
      {...{ id: `policy-unset-${category}-${agent ?? ''}-${user ?? ''}`, word: 'Unset…', tone: 'danger' }}
      {...{ settings, act: 'policy-unset', button: 'Unset', about: { category, agent, user } }}
      label={`Unset ${visible(category)} for ${visible(level)}`}
      means={`What was written goes, ${beneath ? `and the default counts again: ${beneath.verb}` : 'and a less exact row counts'}. From the next judgement on.`}
    />
  );
}
