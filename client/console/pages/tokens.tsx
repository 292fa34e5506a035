import { z } from '@hono/zod-openapi';
import { type ListedPrincipal, ROLES } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { ActForm, Field, Select } from '../elements/forms.js';
import { visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { RoleChoice } from './roles.js';

const DAYS_MAX = 3650;
const DAYS_USUAL = 90;

const DAYS_MESSAGE = `the days are a number from 1 to ${DAYS_MAX}`;
const Days = z.coerce.number(DAYS_MESSAGE).int(DAYS_MESSAGE).min(1, DAYS_MESSAGE).max(DAYS_MAX, DAYS_MESSAGE);
const Issue = z.object({
  principal: z.string().min(1, 'choose who it is for').max(63, 'choose who it is for'),
  name: z.string().trim().min(1, 'give the token a name').max(200, 'the name has at most 200 characters'),
  roles: z.array(z.enum(ROLES, 'choose roles of the list')).min(1, 'choose at least one role'),
  days: Days.optional(),
});

export const issueToken: Act = {
  path: '/console/people/tokens',
  role: 'admin',
  async run({ reeve, caller, form }) {
    const { data, error } = Issue.safeParse({
      principal: form.get('principal') ?? '',
      name: form.get('name') ?? '',
      roles: form.getAll('role'),
      days: form.get('days')?.trim() || undefined,
    });
    if (!data) throw new Refused(400, `no token was issued: ${error.issues.map(({ message }) => message).join('; ')}`);
    const { days, principal, name, roles } = data;
    const { token, expiresAt } = await reeve.access.issueToken(caller, {
      principal,
      name,
      roles,
      ...(days !== undefined && { expiresInDays: days }),
    });
    return {
      go: '/console/people',
      notice: { kind: 'token', token, principal, name, ...(expiresAt && { expiresAt }) },
    };
  },
};

export const revokeToken: Act = {
  path: '/console/people/tokens/revoke',
  role: 'admin',
  async run({ reeve, caller, form }) {
    const id = form.get('id') ?? '';
    if (!/^[a-z0-9]{1,40}$/.test(id)) throw new Refused(400, 'no token was revoked: the form names none');
    await reeve.access.revokeToken(caller, id);
    return { go: '/console/people', notice: { kind: 'done', text: `Token ${id} is revoked and refused from now on.` } };
  },
};

export function IssueForm({
  principals,
  csrf,
}: {
  readonly principals: readonly ListedPrincipal[];
  readonly csrf: string;
}) {
  const choices = principals
    .filter(({ state }) => state !== 'revoked')
    .map(({ id, name, kind }) => ({ value: id, text: `${visible(name)} (${kind} ${id})` }));
  return (
    <ActForm action={issueToken.path} csrf={csrf} class="sheet-form">
      <div class="row">
        <Field id="issue-principal" label="For">
          <Select id="issue-principal" name="principal" choices={choices} required />
        </Field>
        <Field id="issue-name" label="Name" hint="what it is used for">
          <input
            id="issue-name"
            name="name"
            required
            maxlength={200}
            autocomplete="off"
            aria-describedby="issue-name-hint"
          />
        </Field>
        <Field id="issue-days" label="Expires after (days)" hint="empty: it does not expire">
          <input
            id="issue-days"
            name="days"
            type="number"
            min={1}
            max={DAYS_MAX}
            value={DAYS_USUAL}
            inputmode="numeric"
            aria-describedby="issue-days-hint"
          />
        </Field>
      </div>
      <RoleChoice held={['viewer']} hint="A token only narrows what its owner may do." />
      <button type="submit">Issue the token</button>
    </ActForm>
  );
}
