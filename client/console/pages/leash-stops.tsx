import { z } from '@hono/zod-openapi';
import { Reason, REASON_CHARS_MAX } from '../../http/fields.js';
import type { Trouble } from '../../http/problems.js';
import { Field } from '../elements/forms.js';
import { Setting, type Settings } from '../elements/setting.js';
import { isoTime, visible } from '../elements/text.js';
import type { Act, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';
import type { DrawAgain } from '../setting-act.js';
import { LEASH_PATH } from './leash-path.js';

const MINUTE_MS = 60_000;
const MINUTES_MAX = 30 * 24 * 60;

/** What `datetime-local` sends; it is read as UTC, as every time of this console is. */
const Until = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/);

type Doing = { readonly run: () => Promise<unknown>; readonly done: string } | { readonly fault: string };

export function stopActs(again: DrawAgain): readonly Act[] {
  const act = (path: string, role: Act['role'], doing: (visit: Visit, form: URLSearchParams) => Doing): Act => ({
    path: `${LEASH_PATH}/${path}`,
    role,
    async run({ form, ...visit }) {
      const what = doing(visit, form);
      const keep = (refusal: Trouble) => again(visit, { asked: form.get('asked') ?? '', sent: form, refusal });
      if ('fault' in what) return keep({ status: 400, detail: `nothing was changed: ${what.fault}` });
      const refusal = await refusalOf(what.run);
      return refusal ? keep(refusal) : { go: LEASH_PATH, notice: { kind: 'done', text: what.done } };
    },
  });
  return [
    act('freeze', 'operator', freezing),
    act('thaw', 'operator', thawing),
    act('kill-switch', 'admin', switching),
  ];
}

const NO_REASON = { fault: `give a reason of 1 to ${REASON_CHARS_MAX} characters` } as const;

function reasonIn(form: URLSearchParams): string | undefined {
  return Reason.safeParse(form.get('reason') ?? '').data;
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

export function FreezeForm({ now, settings }: { readonly now: number; readonly settings: Settings }) {
  const minute = (atMs: number) => isoTime(atMs).slice(0, 16);
  return (
    <Setting
      {...{
        id: 'freeze',
        word: 'Freeze…',
        label: 'Freeze: nothing may change',
        look: 'plain',
        settings,
        act: 'freeze',
      }}
      means="Nothing may change from now on, work that runs included. What was begun is verified, or put back."
      button="Freeze"
    >
      {(of) => (
        <Field id="freeze-until" label="Until (UTC)" hint="empty: until somebody thaws it">
          <input
            id="freeze-until"
            name="until"
            type="datetime-local"
            value={of.said('until') ?? ''}
            min={minute(now)}
            max={minute(now + MINUTES_MAX * MINUTE_MS)}
            aria-describedby="freeze-until-hint"
          />
        </Field>
      )}
    </Setting>
  );
}

type ThawProps = { readonly id: string; readonly of: string; readonly settings: Settings };

export function ThawForm({ id, of, settings }: ThawProps) {
  return (
    <Setting
      {...{ id: `thaw-${id}`, word: 'Thaw…', label: `Thaw: ${visible(of)}`, settings, act: 'thaw', about: { id } }}
      means="This freeze ends now. What waits is judged again, and goes on as far as policy lets it."
      button="Thaw"
    />
  );
}

/** What the form would turn it to is sent along, so that two who press it at once mean the same. */
export function KillSwitchForm({ on, settings }: { readonly on: boolean; readonly settings: Settings }) {
  const [word, turn] = on
    ? (['Turn the kill switch on…', 'on'] as const)
    : (['Turn the kill switch off…', 'off'] as const);
  return (
    <Setting
      {...{ id: 'kill', word, label: word.replace('…', ''), look: 'plain', settings, act: 'kill-switch' }}
      {...{ about: { turn }, ...(on && { tone: 'danger' }) }}
      means={
        on
          ? 'The last resort: every write stops, undoing too. What is half done stays half done, and people are told.'
          : 'Work may be written again, as far as policy lets it.'
      }
      button={on ? 'Turn it on' : 'Turn it off'}
    />
  );
}
