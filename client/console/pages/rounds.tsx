import { z } from '@hono/zod-openapi';
import type { Rounds } from '../../reeve.js';
import { PrincipalName, Reason } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import { NewInterval } from '../../http/routes/rounds.js';
import { Ago, Panel, State, type Tone, When, Written } from '../elements/basics.js';
import { NumberField } from '../elements/fields.js';
import { ActForm } from '../elements/forms.js';
import { Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { count, duration, visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, numbersIn, settingAct, textsIn } from '../setting-act.js';

export const DECISIONS_PATH = '/console/decisions';
const Agent = z.strictObject({ agent: PrincipalName });
const AgentWhy = z.strictObject({ agent: PrincipalName, reason: Reason });

/** Who may what is as the API has it: an operator holds rounds up and goes on, an admin says how often. */
export function roundActs(again: DrawAgain): readonly Act[] {
  const operators = { role: 'operator', back: DECISIONS_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...operators, path: `${DECISIONS_PATH}/pause`, takes: AgentWhy },
        async run({ reeve: { sensing }, caller }, wish) {
          await sensing.pauseRounds(caller, { ...wish, trace: traceHeaders() });
          return `The rounds of ${wish.agent} rest until somebody resumes them. What stands open stays as it is.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...operators, path: `${DECISIONS_PATH}/resume`, takes: AgentWhy },
        async run({ reeve: { sensing }, caller }, wish) {
          await sensing.resumeRounds(caller, { ...wish, trace: traceHeaders() });
          return `The rounds of ${wish.agent} go on.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...operators, path: `${DECISIONS_PATH}/now`, takes: Agent },
        async run({ reeve: { sensing }, caller }, wish) {
          await sensing.wantRound(caller, { ...wish, trace: traceHeaders() });
          return `${wish.agent} is asked for a round now.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ role: 'admin', back: DECISIONS_PATH, path: `${DECISIONS_PATH}/every` },
        takes: NewInterval.extend({ agent: PrincipalName }),
        read: (form) => ({ ...textsIn(form), ...numbersIn(form, ['everySeconds']) }),
        async run({ reeve: { sensing }, caller }, { agent, everySeconds, reason }) {
          await sensing.setRounds(caller, { agent, reason, everyMs: everySeconds * 1000, trace: traceHeaders() });
          return `${agent} looks every ${everySeconds} s from now on.`;
        },
      },
      again,
    ),
  ];
}

const TONES: Readonly<Record<Rounds['state'], Tone>> = {
  ...{ running: 'good', 'not yet': 'off', late: 'bad', paused: 'wait', stopped: 'wait' },
};

interface Props {
  readonly rounds: readonly Rounds[];
  readonly now: number;
  readonly settings: Settings;
  readonly mayPause: boolean;
  readonly maySet: boolean;
}

/** When each agent looked last and looks next, and what came of it. */
export function RoundsView({ rounds, now, settings, mayPause, maySet }: Props) {
  return (
    <Panel title="Rounds" id="rounds">
      <Table<Rounds>
        caption="Rounds of each agent that owns sensors"
        empty="Nobody makes rounds here yet: they begin with the first import of a fleet."
        rows={rounds}
        columns={[
          {
            head: 'Agent',
            cell: ({ agent, everyMs }) => (
              <>
                <strong>{visible(agent)}</strong>
                <span class="below quiet">every {duration(everyMs / 1000)}</span>
              </>
            ),
          },
          {
            head: 'State',
            cell: ({ state, because }) => (
              <>
                <State tone={TONES[state]}>{state}</State>
                {because !== undefined && <span class="below small quiet">{visible(because)}</span>}
              </>
            ),
          },
          { head: 'Last and next', cell: (of) => <Last of={of} now={now} /> },
          { head: 'It found', kind: 'wide', cell: ({ summary }) => summaryWords(summary) },
          {
            head: 'Set by',
            kind: 'wide',
            cell: ({ author, reason }) => <Written by={author} reason={reason} now={now} />,
          },
          ...(mayPause ? [{ head: 'Do', cell: (of: Rounds) => <RoundActs {...{ of, settings, maySet }} /> }] : []),
        ]}
      />
    </Panel>
  );
}

function Last({ of: { tickedAt, tookMs, dueAt }, now }: { readonly of: Rounds; readonly now: number }) {
  if (!tickedAt) return <span class="quiet">never</span>;
  return (
    <>
      <When at={tickedAt.getTime()} now={now} />
      {tookMs !== undefined && <span class="below quiet">took {count(tookMs)} ms</span>}
      {dueAt && (
        <span class="below quiet">
          next <Ago at={dueAt.getTime()} now={now} />
        </span>
      )}
    </>
  );
}

function summaryWords(summary: Rounds['summary']): string {
  if (summary['sensors'] === 0) return 'it owns no sensor yet';
  const said = Object.entries(summary)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${count(n)} ${visible(name)}`);
  return said.length === 0 ? 'nothing' : said.join(', ');
}

function RoundActs({ of, settings, maySet }: Pick<Props, 'settings' | 'maySet'> & { readonly of: Rounds }) {
  const { agent, state, everyMs } = of;
  const isPaused = state === 'paused';
  const about = { agent };
  return (
    <div class="acts">
      {!isPaused && state !== 'stopped' && (
        <ActForm action={`${settings.page}/now`} csrf={settings.csrf}>
          <input type="hidden" name="agent" value={agent} />
          <button type="submit" class="ask" aria-label={`A round of ${visible(agent)} now`}>
            Now
          </button>
        </ActForm>
      )}
      {isPaused ? (
        <Setting
          {...{ id: `resume-${agent}`, word: 'Resume…', label: `Resume the rounds of ${visible(agent)}` }}
          {...{ settings, act: 'resume', button: 'Resume', about }}
          means="Its sensors look again, at once."
        />
      ) : (
        <Setting
          {...{ id: `pause-${agent}`, word: 'Pause…', label: `Pause the rounds of ${visible(agent)}`, tone: 'danger' }}
          {...{ settings, act: 'pause', button: 'Pause', about }}
          means="Its sensors rest until somebody resumes them. Nothing new is found, and nothing closes."
        />
      )}
      {maySet && (
        <Setting
          {...{ id: `every-${agent}`, word: 'Interval…', label: `How often ${visible(agent)} looks` }}
          {...{ settings, act: 'every', button: 'Set', about }}
          means="It counts from the next round on."
        >
          {(form) => (
            <NumberField
              {...{ of: form, name: 'everySeconds', label: 'Every so many seconds', required: true }}
              {...{ first: String(everyMs / 1000), min: 1, max: 86_400, step: 1 }}
            />
          )}
        </Setting>
      )}
    </div>
  );
}
