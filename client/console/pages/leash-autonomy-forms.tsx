import { ASSISTANT_LEVELS, PATROL_LEVELS, RISKS, STAGES } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { Levels, ScopeGone, ScopeWish, Unlock } from '../../http/routes/autonomy.js';
import { ActForm, Asked, type Choice, Field, ReasonField, Select } from '../elements/forms.js';
import { isoTime, visible } from '../elements/text.js';
import {
  type Again,
  type Doing,
  faultsOf,
  filled,
  formActs,
  NO_REASON,
  REASON_CHARS_MAX,
  reasonIn,
} from '../form-act.js';
import type { Act, Visit } from '../page.js';

const PATH = '/console/leash';
const HOUR = 3_600_000;

export function autonomyActs(again: Again): readonly Act[] {
  const act = formActs(PATH, again);
  return [
    act('levels', 'admin', levelling),
    act('unlock', 'admin', unlocking),
    act('lock', 'admin', locking),
    act('scope', 'admin', opening),
    act('scope/unset', 'admin', closing),
  ];
}

function levelling({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const { fourEyes, ...fields } = filled(form);
  const wish = Levels.safeParse({
    ...fields,
    ...(fourEyes !== undefined && { fourEyesWaived: fourEyes === 'waived' }),
  });
  if (!wish.success) return { fault: faultsOf(wish.error) };
  return {
    run: () => leash.setLevels(caller, given(wish.data)),
    done: 'The levels are set. They count from the next judgement on, and before the next write.',
  };
}

function unlocking({ reeve: { leash }, caller, now }: Visit, form: URLSearchParams): Doing {
  const { hours, ...fields } = filled(form);
  const wish = Unlock.safeParse({ ...fields, hours: Number(hours) });
  if (!wish.success) return { fault: faultsOf(wish.error) };
  return {
    run: () => leash.unlock(caller, wish.data),
    done: `Full counts until about ${isoTime(now + wish.data.hours * HOUR)}.`,
  };
}

function locking({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  if (reason === undefined) return NO_REASON;
  return { run: () => leash.lock(caller, { reason }), done: 'Full is locked.' };
}

function opening({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const wish = ScopeWish.safeParse(filled(form));
  if (!wish.success) return { fault: faultsOf(wish.error) };
  const { pattern, stage, riskMax } = wish.data;
  return {
    run: () => leash.setScope(caller, wish.data),
    done: `${pattern} stands at ${stage}, up to ${riskMax} risk.`,
  };
}

function closing({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const wish = ScopeGone.safeParse(filled(form));
  if (!wish.success) return { fault: faultsOf(wish.error) };
  return { run: () => leash.unsetScope(caller, wish.data), done: `The scope ${wish.data.pattern} is gone.` };
}

const choices = (words: readonly string[]): readonly Choice[] => words.map((word) => ({ value: word, text: word }));
const AS_IT_IS: Choice = { value: '', text: 'as it is' };

export function LevelsForm({ csrf }: { readonly csrf: string }) {
  return (
    <Asked id="levels" word="Set levels…" label="Set levels" look="plain">
      <ActForm action={`${PATH}/levels`} csrf={csrf}>
        <p>A level that is lowered counts before the next write of work that runs.</p>
        <Field id="levels-patrol" label="Patrol">
          <Select id="levels-patrol" name="patrol" choices={[AS_IT_IS, ...choices(PATROL_LEVELS)]} />
        </Field>
        <Field id="levels-assistant" label="Assistant">
          <Select id="levels-assistant" name="assistant" choices={[AS_IT_IS, ...choices(ASSISTANT_LEVELS)]} />
        </Field>
        <Field id="levels-eyes" label="Four eyes" hint="only who is alone in an account may waive them">
          <Select id="levels-eyes" name="fourEyes" choices={[AS_IT_IS, ...choices(['required', 'waived'])]} />
        </Field>
        <ReasonField id="levels-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Set</button>
      </ActForm>
    </Asked>
  );
}

export function UnlockForm({ csrf }: { readonly csrf: string }) {
  return (
    <Asked id="unlock" word="Unlock full…" label="Let the patrol level full count, for hours" look="plain">
      <ActForm action={`${PATH}/unlock`} csrf={csrf}>
        <p>Where the patrol level is full, also what is critical is mended without asking until then.</p>
        <Field id="unlock-hours" label="Hours" hint="1 to 24">
          <input
            id="unlock-hours"
            name="hours"
            type="number"
            min={1}
            max={24}
            value="1"
            required
            aria-describedby="unlock-hours-hint"
          />
        </Field>
        <ReasonField id="unlock-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit" class="danger">
          Unlock
        </button>
      </ActForm>
    </Asked>
  );
}

export function LockForm({ csrf }: { readonly csrf: string }) {
  return (
    <Asked id="lock" word="Lock full…" label="Lock full again" look="plain">
      <ActForm action={`${PATH}/lock`} csrf={csrf}>
        <p>From the next write on, full counts as assisted.</p>
        <ReasonField id="lock-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Lock</button>
      </ActForm>
    </Asked>
  );
}

export function ScopeForm({ csrf }: { readonly csrf: string }) {
  return (
    <Asked id="scope-set" word="Set a scope…" label="Set a scope: new, or over the one of that pattern" look="plain">
      <ActForm action={`${PATH}/scope`} csrf={csrf}>
        <Field id="scope-pattern" label="Targets" hint="* stands for anything, as in flag/*">
          <input
            id="scope-pattern"
            name="pattern"
            required
            maxlength={300}
            autocomplete="off"
            aria-describedby="scope-pattern-hint"
          />
        </Field>
        <Field id="scope-stage" label="Stage">
          <Select id="scope-stage" name="stage" choices={choices(STAGES)} chosen="observe" required />
        </Field>
        <Field id="scope-risk" label="Risk up to">
          <Select id="scope-risk" name="riskMax" choices={choices(RISKS)} chosen="low" required />
        </Field>
        <ReasonField id="scope-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Set</button>
      </ActForm>
    </Asked>
  );
}

export function UnsetScopeForm({ pattern, csrf }: { readonly pattern: string; readonly csrf: string }) {
  const id = `scope-unset-${pattern.replaceAll(/[^\w-]/g, (sign) => `_${sign.codePointAt(0)?.toString(16)}`)}`;
  return (
    <Asked id={id} word="Unset…" label={`Unset the scope ${visible(pattern)}`} tone="danger">
      <ActForm action={`${PATH}/scope/unset`} csrf={csrf}>
        <input type="hidden" name="pattern" value={pattern} />
        <p>Another scope that fits speaks for its targets then; where none does, nothing is done there.</p>
        <ReasonField id={`${id}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit">Unset</button>
      </ActForm>
    </Asked>
  );
}
