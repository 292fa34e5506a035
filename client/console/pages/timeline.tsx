import type { Child } from 'hono/jsx';
import type { EntryRow, Json, WholeIntervention } from '../../reeve.js';
import { Mark, type Tone, When } from '../elements/basics.js';
import { Change, outcomeTone, type Rule, Rules, Value } from '../elements/spine.js';
import { plural, visible } from '../elements/text.js';
import { approvalPath } from './approvals.js';

interface Told {
  readonly tone: Tone;
  readonly title: string;
  readonly body?: Child;
}
type Teller = (entry: EntryRow, whole: WholeIntervention) => Told;

/** What happened, in the order of the ledger: each station is an entry there, so the story can be checked against the book. */
export function Timeline({ whole, now }: { readonly whole: WholeIntervention; readonly now: number }) {
  const { entries } = whole;
  return (
    <ol class="timeline">
      {entries.map((entry) => {
        const { tone, title, body } = (TELLERS[entry.kind] ?? tellAnything)(entry, whole);
        return (
          <li class={tone}>
            <Mark tone={tone} />
            <div>
              <h3>{title}</h3>
              {body}
              <p class="small quiet">
                <When at={entry.at.getTime()} now={now} /> · {visible(entry.actor)} ·{' '}
                <a href={`/console/ledger/${entry.seq}`}>entry {entry.seq}</a>
              </p>
            </div>
          </li>
        );
      })}
      {whole.outcome === undefined && <Pending whole={whole} />}
    </ol>
  );
}

function Pending({ whole }: { readonly whole: WholeIntervention }) {
  const open = whole.requests.find(({ state }) => state === 'open');
  return (
    <li class="wait">
      <Mark tone="wait" />
      <div>
        <h3>Not ended yet: {visible(whole.stage)}</h3>
        {open && (
          <p>
            <a href={approvalPath(open.id)}>It waits for people: see the request</a>
          </p>
        )}
      </div>
    </li>
  );
}

const TELLERS: Readonly<Record<string, Teller>> = {
  proposed: (_entry, { proposal: { origin, why, summary } }) => ({
    tone: 'off',
    title: 'Proposed',
    body: (
      <>
        <p>{visible(summary)}</p>
        <p class="small quiet">
          origin {origin}
          {why.length > 0 && `; because of ${visible(why.join(', '))}`}
        </p>
      </>
    ),
  }),
  judged: tellJudged,
  asked: tellAsked,
  answered: tellAnswered,
  intent: ({ data }) => ({
    tone: 'off',
    title: 'Begun',
    body: <p>Judged once more and written down before the first touch, under fence {words(data['fence'])}.</p>,
  }),
  receipt: tellReceipt,
  trust: ({ data }) => ({
    tone: Number(data['score']) < Number(data['from']) ? 'wait' : 'good',
    title: 'The trust of its agent moved',
    body: (
      <p>
        From {words(data['from'])} to {words(data['score'])}, at {words(data['tier'])}.
      </p>
    ),
  }),
  outcome: ({ data }) => ({
    tone: outcomeTone(words(data['outcome'])),
    title: `Ended: ${visible(words(data['outcome']))}`,
    body: <p>{visible(words(data['because']))}</p>,
  }),
};

const DECISIONS: Readonly<Record<string, Tone>> = { proceed: 'good', refuse: 'bad', ask: 'wait', defer: 'wait' };

function tellJudged({ seq, data }: EntryRow, { judgements }: WholeIntervention): Told {
  const decision = words(data['decision']);
  const row = judgements.find(({ round }) => round === data['round']);
  const rules = (row?.verdict['spoke'] ?? []) as unknown as readonly Rule[];
  return {
    tone: DECISIONS[decision] ?? 'wait',
    title: `Judged: ${decision}`,
    body: (
      <>
        <p>{visible(words(data['because']))}</p>
        {rules.length > 0 && (
          <details id={`rules-${seq}`}>
            <summary>{plural(rules.length, 'rule')} spoke</summary>
            <Rules rules={rules} />
          </details>
        )}
      </>
    ),
  };
}

function tellAsked({ data }: EntryRow, { requests }: WholeIntervention): Told {
  const request = requests.find(({ id }) => id === data['request']);
  const steps = request?.chain.steps ?? [];
  return {
    tone: request?.state === 'approved' ? 'good' : 'wait',
    title: 'People were asked',
    body: (
      <>
        {steps.map(({ name, role, quorum }) => (
          <p>
            {visible(words(name))}: {words(quorum)} with the role {words(role)}
          </p>
        ))}
        {request && (
          <p>
            <a href={approvalPath(request.id)}>The request</a> <span class="quiet">is {request.state}</span>
          </p>
        )}
      </>
    ),
  };
}

const ANSWERED: Readonly<Record<string, Tone>> = { approve: 'good', reject: 'bad', done: 'good', 'can-not': 'bad' };

function tellAnswered({ actor, data }: EntryRow): Told {
  const says = words(data['says']);
  const why = data['reason'] ?? data['note'];
  return {
    tone: ANSWERED[says] ?? 'wait',
    title: `${visible(actor)}: ${says}${typeof data['delegate'] === 'string' ? ` to ${data['delegate']}` : ''}`,
    body: (
      <>
        {why !== undefined && <p>“{visible(words(why))}”</p>}
        <p class="small quiet">by the door {words(data['door'])}</p>
      </>
    ),
  };
}

/** A receipt says that the world took it on. That it came true, only a look can say, and that is the outcome. */
function tellReceipt({ seq, data }: EntryRow, { plan, outcome }: WholeIntervention): Told {
  const isUndo = data['step'] === 'undo';
  const cameTrue = outcome === (isUndo ? 'undone' : 'verified');
  const effects = plan?.effects ?? [];
  const wished = isUndo ? 'Putting it back was taken on' : 'Taken on';
  return {
    tone: cameTrue && !isUndo ? 'good' : 'wait',
    title: cameTrue ? (isUndo ? 'Put back' : 'Done') : wished,
    body: (
      <>
        {!cameTrue && <p class="quiet">What it should become; a receipt does not say that it did.</p>}
        <ul class="names">
          {effects.map(({ path, before, after }) => (
            <li>
              <code>{visible(path)}</code>: <Change before={isUndo ? after : before} after={isUndo ? before : after} />
            </li>
          ))}
        </ul>
        <details id={`receipt-${seq}`}>
          <summary>Receipt</summary>
          <Value of={data['receipt'] ?? null} />
        </details>
      </>
    ),
  };
}

function tellAnything({ kind, data }: EntryRow): Told {
  const change = data['change'];
  return {
    tone: 'wait',
    title: typeof change === 'string' ? `Asked to be ${visible(change)}` : visible(kind),
    body: data['reason'] === undefined ? <></> : <p>“{visible(words(data['reason']))}”</p>,
  };
}

function words(value: Json | undefined): string {
  if (value === undefined) return 'not said';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
