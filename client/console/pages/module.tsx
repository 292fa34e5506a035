import type { PropsWithChildren } from 'hono/jsx';
import { mayAct, type ModuleVersion, RUNGS, type ShownModule } from '../../reeve.js';
import { type Fact, Facts, Missing, Panel, State, type Tone, When } from '../elements/basics.js';
import { ChoiceField, choicesOf, NumberField, TextField } from '../elements/fields.js';
import { CONDITIONS_PATH, modulePath, MODULES_PATH } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { type Kept, openedBy } from '../setting-act.js';
import { moduleActs, moduleIn } from './module-acts.js';
import { numbered } from './modules.js';

const STATE_TONES: Readonly<Record<string, Tone>> = { live: 'good', blessed: 'wait', staging: 'wait' };

/** One module: its versions, who runs which, the step up, and whether it lures. */
export const modulePage: Page = {
  path: `${MODULES_PATH}/:id`,
  title: 'Module',
  role: 'viewer',
  view: (visit) => moduleView(visit, openedBy(visit.query)),
  acts: moduleActs(moduleView),
};

async function moduleView(visit: Visit, kept?: Kept): Promise<View> {
  const { reeve, caller, now, csrf } = visit;
  const of = await reeve.modules.one(caller, moduleIn(visit));
  if (!of)
    return {
      status: 404,
      title: 'There is no such module',
      body: <Missing says="This account has no module of that name." href={MODULES_PATH} back="All modules" />,
    };
  const settings = { csrf, page: modulePath(of.id), ...(kept && { kept }) };
  const refusal = kept?.refusal;
  return {
    title: visible(of.id),
    ...(refusal && { status: refusal.status }),
    body: (
      <>
        {refusal && <RefusalBanner refusal={refusal} />}
        <ModuleView {...{ of, settings, now }} mayAsk={mayAct(caller.roles, 'operator')} />
      </>
    ),
  };
}

export function ModuleView(props: {
  readonly of: ShownModule;
  readonly settings: Settings;
  readonly mayAsk: boolean;
  readonly now: number;
}) {
  const { of, settings, mayAsk, now } = props;
  return (
    <>
      <p class="paging top">
        <a href={MODULES_PATH}>All modules</a>
        <a href={listPath(CONDITIONS_PATH, { subject: `module/${of.id}`, all: 'yes' })}>Its open conditions</a>
      </p>
      <div class="columns">
        <div class="column">
          <Versions of={of}>
            {mayAsk && (
              <div class="acts part-acts">
                <Promote of={of} settings={settings} />
              </div>
            )}
          </Versions>
        </div>
        <div class="column">
          <Panel title="In short" id="short">
            <Facts facts={factsOf(of)} />
          </Panel>
          <LurePanel {...{ of, settings, mayAsk, now }} />
        </div>
      </div>
    </>
  );
}

function factsOf({ version, enabled, instances, live, blessed, staging }: ShownModule): readonly Fact[] {
  return [
    { name: 'Should be', value: version === null ? 'what assignments say' : `version ${count(version)}` },
    { name: 'Runs on', value: plural(instances, 'instance') },
    ...Object.entries({ Live: live, Blessed: blessed, Staging: staging }).map(([name, value]) => ({
      ...{ name, value: numbered(value) },
    })),
    ...(enabled ? [] : [{ name: 'Use', value: <State tone="off">not in use</State> }]),
  ];
}

function Versions({ of: { versions }, children }: PropsWithChildren<{ readonly of: ShownModule }>) {
  return (
    <Panel title="Versions" id="versions" note="the newest first">
      <Table<ModuleVersion>
        caption="Versions with their state and who runs them"
        empty="It has no version."
        rows={versions}
        columns={[
          { head: 'Version', kind: 'number', cell: ({ version }) => <strong>{count(version)}</strong> },
          { head: 'State', cell: ({ state }) => <State tone={STATE_TONES[state] ?? 'off'}>{visible(state)}</State> },
          { head: 'Instances', kind: 'number', cell: ({ instances }) => count(instances) },
          {
            head: 'Changes',
            kind: 'wide',
            cell: ({ changelog, digest }) => (
              <>
                {visible(changelog) || <span class="quiet">nothing is said</span>}
                <span class="below small quiet">
                  <code title={digest}>{visible(digest.slice(0, 19))}</code>
                </span>
              </>
            ),
          },
        ]}
      />
      {children}
    </Panel>
  );
}

function Promote({ of: { id, blessed, live }, settings }: { readonly of: ShownModule; readonly settings: Settings }) {
  const name = visible(id);
  return (
    <Setting
      {...{ id: 'promote', word: 'Move a version up…', label: `Move a version of ${name} up`, look: 'plain' }}
      {...{ settings, act: 'promote', button: 'Propose it' }}
      means="It is proposed in your name, and the gate judges it like every change. What is live is what instances should run from then on, and it can be put back."
    >
      {(fields) => (
        <>
          <ChoiceField
            {...{ of: fields, name: 'to', label: 'To', required: true, choices: choicesOf(RUNGS) }}
            first={blessed !== null && blessed > (live ?? 0) ? 'live' : 'blessed'}
          />
          <NumberField
            {...{ of: fields, name: 'version', label: 'Version', min: 1, max: 2_147_483_647, step: 1 }}
            hint="Left empty: the newest that stands just below."
          />
        </>
      )}
    </Setting>
  );
}

function LurePanel(props: Parameters<typeof ModuleView>[0]) {
  const { of, settings, mayAsk, now } = props;
  const canary = of.canary?.active === true ? of.canary : undefined;
  const named = canary ? [...canary.files, ...canary.ports.map((port) => `port ${port}`)] : [];
  return (
    <Panel title="Lure" id="lure-panel">
      {canary ? (
        <>
          <p>
            It lures with <code>{visible(canary.lure)}</code>, since{' '}
            <When at={new Date(canary.markedAt).getTime()} now={now} />. Every touch of it is seen.
          </p>
          <ul class="names">
            {named.map((one) => (
              <li>
                <code>{visible(one)}</code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>It is a module like any other. As a lure, nobody has a reason to touch it, so each touch is a condition.</p>
      )}
      {mayAsk && (
        <div class="acts part-acts">
          <Mark of={of} settings={settings} isLure={canary !== undefined} />
          {canary && (
            <Setting
              {...{ id: 'no-lure', word: 'No lure any more…', label: `Make ${visible(of.id)} no lure any more` }}
              {...{ settings, act: 'no-lure', button: 'It is no lure any more', look: 'plain', tone: 'danger' }}
              means="It may be touched like any other from then on. What was seen stays."
            />
          )}
        </div>
      )}
    </Panel>
  );
}

function Mark(props: { readonly of: ShownModule; readonly settings: Settings; readonly isLure: boolean }) {
  const { of, settings, isLure } = props;
  const { canary } = of;
  return (
    <Setting
      {...{ id: 'lure', word: isLure ? 'Change it…' : 'Make it a lure…', look: 'plain', settings, act: 'lure' }}
      label={isLure ? `Change what ${visible(of.id)} lures with` : `Make ${visible(of.id)} a lure`}
      means="From then on every touch of what it names is seen. Said anew, it takes the place of what was said before."
      button={isLure ? 'Change it' : 'Make it a lure'}
    >
      {(fields) => (
        <>
          <TextField
            {...{ of: fields, name: 'lure', label: 'What it lures with', charsMax: 60, required: true }}
            first={canary?.lure ?? 'credential_store'}
          />
          <TextField
            {...{ of: fields, name: 'files', label: 'Files', charsMax: 15_000, lines: 3 }}
            first={canary?.files.join('\n') ?? ''}
            hint="That nobody has a reason to read; one to a line."
          />
          <TextField
            {...{ of: fields, name: 'ports', label: 'Ports', charsMax: 400, lines: 2 }}
            first={canary?.ports.join('\n') ?? ''}
            hint="That nobody has a reason to open; one to a line."
          />
        </>
      )}
    </Setting>
  );
}
