import { z } from '@hono/zod-openapi';
import { type ListedPrincipal, PRINCIPAL_ID, PRINCIPAL_STATES, ROLES } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { ActForm, Asked, Field, Select } from '../elements/forms.js';
import { visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { RoleChoice } from './roles.js';

const ID_TAKES = 'an id has at most 63 lower case letters, digits, dots, dashes and underscores';
const Kind = z.enum(['person', 'agent'], 'choose a person or an agent');
const Id = z.string().regex(PRINCIPAL_ID, ID_TAKES);
const Roles = z.array(z.enum(ROLES, 'choose roles of the list'));
const New = z.object({
  kind: Kind,
  id: Id,
  name: z.string().trim().min(1, 'give a name').max(200, 'a name has at most 200 characters'),
  roles: Roles,
});
const Change = z.object({
  kind: Kind,
  id: Id,
  roles: Roles,
  state: z.enum(PRINCIPAL_STATES, 'choose a state of the list'),
});

export const addPrincipal: Act = {
  path: '/console/people/add',
  role: 'admin',
  async run({ reeve, caller, form }) {
    const { data, error } = New.safeParse({
      kind: form.get('kind') ?? '',
      id: form.get('id')?.trim() ?? '',
      name: form.get('name') ?? '',
      roles: form.getAll('role'),
    });
    if (!data) throw new Refused(400, `nobody was added: ${sayAll(error)}`);
    await reeve.access.add(caller, data);
    const text = `${data.name} (${data.kind} ${data.id}) is added. A token is issued further down this page.`;
    return { go: '/console/people', notice: { kind: 'done', text } };
  },
};

export const changePrincipal: Act = {
  path: '/console/people/change',
  role: 'admin',
  async run({ reeve, caller, form }) {
    const { data, error } = Change.safeParse({
      kind: form.get('kind') ?? '',
      id: form.get('id') ?? '',
      roles: form.getAll('role'),
      state: form.get('state') ?? '',
    });
    if (!data) throw new Refused(400, `nothing was changed: ${sayAll(error)}`);
    const { kind, id, roles, state } = data;
    await reeve.access.change(caller, { kind, id }, { roles, state });
    const text = `The ${kind} ${id} is ${state} now, with ${roles.length > 0 ? `the roles ${roles.join(', ')}` : 'no role'}.`;
    return { go: '/console/people', notice: { kind: 'done', text } };
  },
};

export function AddForm({ csrf }: { readonly csrf: string }) {
  const kinds = [
    { value: 'person', text: 'a person' },
    { value: 'agent', text: 'an agent' },
  ];
  return (
    <ActForm action={addPrincipal.path} csrf={csrf} class="sheet-form">
      <div class="row">
        <Field id="add-id" label="Id" hint="lower case, such as ada; it stays">
          <input
            id="add-id"
            name="id"
            required
            maxlength={63}
            pattern="[a-z0-9]([a-z0-9._\-]*[a-z0-9])?"
            title={ID_TAKES}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="add-id-hint"
          />
        </Field>
        <Field id="add-name" label="Name" hint="what people read">
          <input
            id="add-name"
            name="name"
            required
            maxlength={200}
            autocomplete="off"
            aria-describedby="add-name-hint"
          />
        </Field>
        <Field id="add-kind" label="Is">
          <Select id="add-kind" name="kind" choices={kinds} chosen="person" required />
        </Field>
      </div>
      <RoleChoice held={['viewer']} />
      <button type="submit">Add</button>
    </ActForm>
  );
}

const STATE_HINTS: Readonly<Record<ListedPrincipal['state'], string>> = {
  active: 'comes in',
  paused: 'stays outside for now',
  suspended: 'stays outside until somebody looked into it',
  revoked: 'is gone',
};

/** Roles and state together: what is sent is what the form showed, so an admin sees what will hold. */
export function ChangeForm({ of, csrf }: { readonly of: ListedPrincipal; readonly csrf: string }) {
  const { kind, id, name, roles, state } = of;
  const field = `state-${kind}-${id}`;
  const states = PRINCIPAL_STATES.map((value) => ({ value, text: `${value}: ${STATE_HINTS[value]}` }));
  return (
    <Asked id={`change-${kind}-${id}`} word="Change…" label={`Change ${visible(name)}`}>
      <ActForm action={changePrincipal.path} csrf={csrf} class="sheet-form">
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="id" value={id} />
        <RoleChoice held={roles} />
        <Field id={field} label="State">
          <Select id={field} name="state" choices={states} chosen={state} required />
        </Field>
        <button type="submit">Change</button>
      </ActForm>
    </Asked>
  );
}

function sayAll(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ message }) => message))].join('; ');
}
