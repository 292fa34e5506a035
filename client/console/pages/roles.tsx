import { type Role, ROLES } from '../../reeve.js';

const HINTS: Readonly<Record<Role, string>> = {
  viewer: 'sees everything, changes nothing',
  operator: 'runs what needs no approval',
  approver: 'answers what Reeve asks',
  admin: 'all of it, and people and tokens',
};

export function RoleChoice({ held, hint }: { readonly held: readonly Role[]; readonly hint?: string }) {
  return (
    <fieldset>
      <legend>Roles</legend>
      {hint !== undefined && <p class="hint">{hint}</p>}
      {ROLES.map((role) => (
        <label class="check">
          <input type="checkbox" name="role" value={role} checked={held.includes(role)} />
          <span>
            {role} <span class="quiet">{HINTS[role]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
