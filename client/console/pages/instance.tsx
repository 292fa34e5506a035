import { INSTANCE_NAME_CHARS_MAX, type WholeInstance } from '../../reeve.js';
import { Ago, type Fact, Facts, Missing, Panel, State, When } from '../elements/basics.js';
import { FLEET_PATH, modulePath } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { duration, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { InstanceConditions } from './instance-conditions.js';
import { InstanceParts, Same } from './instance-parts.js';
import { InstanceStoryView } from './instance-story.js';

/** Beyond it a clock is worth a word: certificates and tasks are bound to times. */
const SKEW_MS_CALM = 30_000;
/** Reports come every half minute. */
const LATE_MS = 90_000;

export const instancePage: Page = {
  path: `${FLEET_PATH}/:id`,
  title: 'Instance',
  role: 'viewer',
  everySeconds: 10,
  hears: true,
  async view({ reeve, caller, now, params }) {
    const id = params['id'] ?? '';
    const whole = id.length > INSTANCE_NAME_CHARS_MAX ? undefined : await reeve.board.instance(caller, id);
    if (!whole)
      return {
        status: 404,
        title: 'There is no such instance',
        body: <Missing says="This account has no instance of that name." href={FLEET_PATH} back="Back to the fleet" />,
      };
    return {
      title: `${visible(whole.id)}${whole.simulated ? ' (simulated)' : ''}`,
      body: <InstanceView of={whole} now={now} />,
    };
  },
};

export function InstanceView({ of, now }: { readonly of: WholeInstance; readonly now: number }) {
  const open = of.story.conditions.filter(({ closedAt }) => closedAt === null);
  return (
    <>
      <p class="paging top">
        <a href={FLEET_PATH}>All instances</a>
        <a href={listPath(FLEET_PATH, { template: of.template })}>Those of {visible(of.template)}</a>
      </p>
      <p class="unseen" data-said>
        {open.length === 0 ? 'Nothing is wrong with it.' : `${plural(open.length, 'condition')} open.`}
      </p>
      <div class="columns">
        <div class="column">
          <InstanceConditions open={open} now={now} />
          <Modules of={of} />
          <InstanceParts of={of} now={now} />
          <Tasks of={of} now={now} />
        </div>
        <div class="column">
          <Panel title="In short" id="short">
            <Facts facts={factsOf(of, now)} />
          </Panel>
          <InstanceStoryView story={of.story} now={now} />
        </div>
      </div>
    </>
  );
}

function factsOf(of: WholeInstance, now: number): readonly Fact[] {
  const { status, providerId, observed, desired, createdAt, enrolledAt, busyUntil } = of;
  const isBusy = busyUntil !== null && busyUntil.getTime() > now;
  return [
    {
      name: 'Status',
      value: <State tone={status === 'running' ? 'good' : 'wait'}>{visible(status)}</State>,
    },
    ...providerFacts(of, now),
    ...(providerId === null ? [] : [{ name: 'There', value: <code>{visible(providerId)}</code> }]),
    ...heartbeatFacts(of, now),
    {
      name: 'Config',
      value: <Same wanted={desired.configHash} seen={observed.configHash} none="not compared" />,
    },
    { name: 'Packages', value: observed.packageSet === null ? 'not reported' : plural(observed.packages, 'package') },
    { name: 'Node', value: visible(of.node) },
    { name: 'Template', value: visible(of.template) },
    { name: 'Agent', value: [of.agent, of.architecture].filter(Boolean).map(visible).join(', ') || 'not known' },
    ...(isBusy ? [{ name: 'Busy', value: <When at={busyUntil.getTime()} now={now} /> }] : []),
    { name: 'Enrolled', value: enrolledAt ? <When at={enrolledAt.getTime()} now={now} /> : 'not yet' },
    { name: 'Made', value: <Ago at={createdAt.getTime()} now={now} /> },
  ];
}

function providerFacts({ provider, observed }: WholeInstance, now: number): readonly Fact[] {
  const { providerStatus, provided } = observed;
  const { place, says, since, answeredAt, awaySince, error } = provided;
  const who = visible(place === null || place === '' ? provider : `${provider} ${place}`);
  const asked: readonly Fact[] = [
    ...(says === null ? [] : [{ name: awaySince === null ? 'It says' : 'It said', value: visible(says.says) }]),
    ...(answeredAt === null ? [] : [{ name: 'Answered', value: <When at={Date.parse(answeredAt)} now={now} /> }]),
  ];
  if (providerStatus === null) return [{ name: 'Provider', value: `${who} says nothing` }];
  if (awaySince === null)
    return [
      {
        name: 'Provider',
        value: (
          <>
            {who} says {visible(providerStatus)}
            {since !== null && (
              <>
                {' '}
                since <When at={Date.parse(since)} now={now} />
              </>
            )}
          </>
        ),
      },
      ...asked,
    ];
  return [
    {
      name: 'Provider',
      value: (
        <>
          <State tone="wait">unknown</State> {who} can not be asked since <When at={Date.parse(awaySince)} now={now} />
          {error !== null && `: ${visible(error)}`}
        </>
      ),
    },
    ...asked,
  ];
}

function heartbeatFacts({ heartbeat }: WholeInstance, now: number): readonly Fact[] {
  if (!heartbeat) return [{ name: 'Last report', value: <State tone="bad">never</State> }];
  const at = Date.parse(heartbeat.at);
  const skew = Math.abs(heartbeat.skewMs);
  const way = heartbeat.skewMs > 0 ? 'ahead' : 'behind';
  return [
    {
      name: 'Last report',
      value: (
        <>
          {now - at > LATE_MS && <State tone="wait">late</State>} <When at={at} now={now} />
        </>
      ),
    },
    {
      name: 'Its clock',
      value:
        skew > SKEW_MS_CALM ? (
          <State tone="wait">
            {duration(skew / 1000)} {way}
          </State>
        ) : (
          'right'
        ),
    },
  ];
}

function Modules({ of: { modules } }: { readonly of: WholeInstance }) {
  return (
    <Panel title="Modules" id="modules" note="as they should be, and as they run">
      <Table<WholeInstance['modules'][number]>
        caption="Modules with the digest that should run and the one that does"
        empty="No module should run here, and none does."
        rows={modules}
        rowClass={({ desired, observed }) => (desired === observed ? undefined : 'override')}
        columns={[
          {
            head: 'Module',
            cell: ({ module }) => (
              <a class="strong" href={modulePath(module)}>
                {visible(module)}
              </a>
            ),
          },
          {
            head: 'Digest',
            kind: 'wide',
            cell: ({ desired, observed }) => <Same wanted={desired} seen={observed} none="should not run" />,
          },
        ]}
      />
    </Panel>
  );
}

function Tasks({ of: { tasks }, now }: { readonly of: WholeInstance; readonly now: number }) {
  if (tasks.length === 0) return <></>;
  return (
    <Panel title="Tasks of its agent" id="tasks" note="open, or of the last day">
      <Table<WholeInstance['tasks'][number]>
        caption="Tasks that its agent does"
        empty="There is none."
        rows={tasks}
        columns={[
          { head: 'Task', cell: ({ kind }) => <code>{visible(kind)}</code> },
          {
            head: 'State',
            cell: ({ state, attempts }) => (
              <>
                <State tone={TASK_TONES[state] ?? 'wait'}>{visible(state)}</State>
                {attempts > 1 && <span class="below quiet">{attempts} times tried</span>}
              </>
            ),
          },
          { head: 'Since', cell: ({ madeAt }) => <When at={madeAt.getTime()} now={now} /> },
        ]}
      />
    </Panel>
  );
}

const TASK_TONES: Readonly<Record<string, 'good' | 'bad' | 'off'>> = {
  ...{ done: 'good', failed: 'bad', expired: 'bad', cancelled: 'off' },
};
