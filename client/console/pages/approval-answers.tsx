import { z } from '@hono/zod-openapi';
import { ANSWERS, type AnswerWord } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { PrincipalName, RequestId, text } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import type { Trouble } from '../../http/problems.js';
import { ActForm, Asked, Field, ReasonField, Select } from '../elements/forms.js';
import { Change } from '../elements/spine.js';
import { sentence, visible } from '../elements/text.js';
import type { Act, View, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';
import type { RequestData } from './approval.js';
import { approvalPath } from './approvals.js';

const REASON_CHARS_MAX = 1000;

const planHash = z.string().regex(/^[0-9a-f]{64}$/, 'the form does not say which plan was read');
const Reason = text(REASON_CHARS_MAX);
const Given = z.discriminatedUnion('says', [
  z.object({ says: z.literal('approve'), planHash, reason: Reason.optional() }),
  z.object({ says: z.literal('reject'), planHash, reason: Reason }),
  z.object({ says: z.literal('request-changes'), planHash, reason: Reason }),
  z.object({ says: z.literal('delegate'), planHash, delegate: PrincipalName, reason: Reason.optional() }),
]);

/** Anybody may come this far: who may answer is said behind the door, where a place that was delegated counts too. */
export function answerAct(again: (visit: Visit, refusal: Trouble) => Promise<View>): Act {
  return {
    path: '/console/approvals/:id/answer',
    role: 'viewer',
    async run({ form, ...visit }) {
      const { reeve, caller, params } = visit;
      const request = RequestId.safeParse(params['id']).data;
      if (request === undefined) throw new Refused(404, 'there is no such request in this account');
      const { data, error } = Given.safeParse(fieldsOf(form));
      if (!data) return again(visit, { status: 400, detail: `no answer was given: ${faultIn(error)}` });
      const { reason, ...said } = data;
      const given = { ...said, request, ...(reason !== undefined && { reason }), trace: traceHeaders() };
      const refusal = await refusalOf(() => reeve.work.answer(caller, given));
      if (refusal) return again(visit, refusal);
      return { go: approvalPath(request), notice: { kind: 'done', text: `Your answer stands: ${data.says}.` } };
    },
  };
}

/** A field that was left empty was not given. */
function fieldsOf(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...form].filter(([, value]) => value.trim() !== ''));
}

function faultIn(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.path[0] === 'says') return `say one of ${ANSWERS.join(', ')}`;
  if (issue?.path[0] === 'delegate') return 'choose whom to delegate to';
  if (issue?.path[0] === 'reason' && issue.code === 'invalid_type') return 'give a reason';
  return issue?.message ?? 'the form can not be read';
}

interface Way {
  readonly says: AnswerWord;
  readonly word: string;
  readonly button: string;
  readonly means: string;
  readonly isReasonFree?: true;
  readonly tone?: 'danger';
}

const WAYS: readonly Way[] = [
  {
    ...{ says: 'approve', word: 'Approve…', button: 'Approve this plan', isReasonFree: true },
    means: 'You say yes to exactly this plan. If it is another one by then, your answer does not count for it.',
  },
  {
    ...{ says: 'reject', word: 'Reject…', button: 'Reject it', tone: 'danger' },
    means: 'One no ends the request, and the same is not asked again for a while.',
  },
  {
    ...{ says: 'request-changes', word: 'Request changes…', button: 'Request changes' },
    means: 'It ends here. A new proposal can take its place: say what should be different.',
  },
  {
    ...{ says: 'delegate', word: 'Delegate…', button: 'Delegate', isReasonFree: true },
    means: 'You give your place in this step to another person, once.',
  },
];

export function AnswerForms({ data }: { readonly data: RequestData }) {
  const { found } = data;
  const ways = WAYS.filter(({ says }) => found.may.includes(says));
  const refusals = [...new Set(Object.values(found.mayNot))];
  return (
    <div class="answering">
      {ways.length > 0 && (
        <div class="acts">
          {ways.map((way) => (
            <AnswerForm way={way} data={data} />
          ))}
        </div>
      )}
      {refusals.map((why) => (
        <p class="quiet">
          {ways.length > 0 && `You may not ${wordsFor(found.mayNot, why)}. `}
          {visible(sentence(why))}
        </p>
      ))}
    </div>
  );
}

function AnswerForm({ way, data }: { readonly way: Way; readonly data: RequestData }) {
  const { says, word, button, means, isReasonFree, tone } = way;
  const { found, csrf, delegates } = data;
  const id = `say-${says}`;
  const label = `${word.replace('…', '')}: ${visible(found.action)} at ${visible(found.target)}`;
  return (
    <Asked id={id} word={word} label={label} look={says === 'approve' ? 'main' : 'plain'}>
      <ActForm action={`${approvalPath(found.id)}/answer`} csrf={csrf}>
        <input type="hidden" name="says" value={says} />
        <input type="hidden" name="planHash" value={found.planHash} />
        <p>{means}</p>
        {says === 'approve' && (
          <ul class="names asked-plan">
            {found.effects.map(({ path, before, after }) => (
              <li>
                <code>{visible(path)}</code>: <Change before={before} after={after} />
              </li>
            ))}
          </ul>
        )}
        {says === 'delegate' && (
          <Field id={`${id}-to`} label="To">
            <Select
              id={`${id}-to`}
              name="delegate"
              choices={delegates.map(({ id, name }) => ({ value: id, text: `${visible(name)} (${id})` }))}
              required
            />
          </Field>
        )}
        <ReasonField
          id={`${id}-reason`}
          label={isReasonFree ? 'Reason (may be left out)' : 'Reason'}
          charsMax={REASON_CHARS_MAX}
          required={!isReasonFree}
        />
        <button type="submit" class={tone ?? 'main'}>
          {button}
        </button>
      </ActForm>
    </Asked>
  );
}

function wordsFor(mayNot: RequestData['found']['mayNot'], why: string): string {
  const words = ANSWERS.filter((word) => mayNot[word] === why).map((word) => word.replace('-', ' '));
  return words.join(' or ');
}
