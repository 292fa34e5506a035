import { z } from '@hono/zod-openapi';
import { ActForm, Asked, Field, ReasonField } from '../elements/forms.js';
import { isoTime, visible } from '../elements/text.js';
import { type Again, type Doing, formActs, NO_REASON, REASON_CHARS_MAX, reasonIn } from '../form-act.js';
import type { Act, Visit } from '../page.js';

const MINUTE_MS = 60_000;
const MINUTES_MAX = 30 * 24 * 60;
const PATH = '/console/leash';

/** What `datetime-local` sends; it is read as UTC, as every time of this console is. */
const Until = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/);

export function stopActs(again: Again): readonly Act[] {
  const act = formActs(PATH, again);
  return [
    act('freeze', 'operator', freezing),
    act('thaw', 'operator', thawing),
    act('kill-switch', 'admin', switching),
  ];
}

function freezing({ reeve: { leash }, caller, now }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  if (reason === undefined) return NO_REASON;
  const until = form.get('until') ?? '';
  if (until === '') return { run: () => leash.freeze(caller, { reason }), done: 'Frozen until somebody thaws it.' };
  const at = Until.safeParse(until).success ? Date.parse(`${until}Z`) : Number.NaN;
  const minutes = Math.ceil((at - now) / MINUTE_MS);
  if (!(minutes >= 1 && minutes <= MINUTES_MAX)) return { fault: 'until is a time in UTC, from now to in 30 days' };
  return { run: () => leash.freeze(caller, { reason, minutes }), done: `Frozen until about ${isoTime(at)}.` };
}

function thawing({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  if (reason === undefined) return NO_REASON;
  const id = form.get('id') ?? '';
  if (!/^[\w-]{1,60}$/.test(id)) return { fault: 'the form names no freeze' };
  return { run: () => leash.thaw(caller, { reason, id }), done: 'The freeze is over.' };
}

function switching({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  if (reason === undefined) return NO_REASON;
  const turn = form.get('turn');
  if (turn !== 'on' && turn !== 'off') return { fault: 'the form does not say whether to turn it on or off' };
  return {
    run: () => leash.killSwitch(caller, { reason, on: turn === 'on' }),
    done: turn === 'on' ? 'The kill switch is on: nothing is written any more.' : 'The kill switch is off.',
  };
}

export function FreezeForm({ now, csrf }: { readonly now: number; readonly csrf: string }) {
  const minute = (atMs: number) => isoTime(atMs).slice(0, 16);
  return (
    <Asked id="freeze" word="Freeze…" label="Freeze: nothing may change" look="plain">
      <ActForm action={`${PATH}/freeze`} csrf={csrf}>
        <p>Nothing may change from now on, work that runs included. What was begun is verified, or put back.</p>
        <ReasonField id="freeze-reason" charsMax={REASON_CHARS_MAX} />
        <Field id="freeze-until" label="Until (UTC)" hint="empty: until somebody thaws it">
          <input
            id="freeze-until"
            name="until"
            type="datetime-local"
            min={minute(now)}
            max={minute(now + MINUTES_MAX * MINUTE_MS)}
            aria-describedby="freeze-until-hint"
          />
        </Field>
        <button type="submit">Freeze</button>
      </ActForm>
    </Asked>
  );
}

export function ThawForm({ id, of, csrf }: { readonly id: string; readonly of: string; readonly csrf: string }) {
  return (
    <Asked id={`thaw-${id}`} word="Thaw…" label={`Thaw: ${visible(of)}`}>
      <ActForm action={`${PATH}/thaw`} csrf={csrf}>
        <input type="hidden" name="id" value={id} />
        <p>This freeze ends now. What waits is judged again, and goes on as far as policy lets it.</p>
        <ReasonField id={`thaw-${id}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit">Thaw</button>
      </ActForm>
    </Asked>
  );
}

/** What the form would turn it to is sent along, so that two who press it at once mean the same. */
export function KillSwitchForm({ on, csrf }: { readonly on: boolean; readonly csrf: string }) {
  const [word, turn] = on
    ? (['Turn the kill switch on…', 'on'] as const)
    : (['Turn the kill switch off…', 'off'] as const);
  return (
    <Asked id="kill" word={word} label={word.replace('…', '')} look="plain" {...(on && { tone: 'danger' as const })}>
      <ActForm action={`${PATH}/kill-switch`} csrf={csrf}>
        <input type="hidden" name="turn" value={turn} />
        <p>
          {on
            ? 'The last resort: every write stops, undoing too. What is half done stays half done, and people are told.'
            : 'Work may be written again, as far as policy lets it.'}
        </p>
        <ReasonField id="kill-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit" class={on ? 'danger' : 'main'}>
          {on ? 'Turn it on' : 'Turn it off'}
        </button>
      </ActForm>
    </Asked>
  );
}
