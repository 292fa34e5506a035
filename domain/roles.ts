export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Approving is a narrow right of its own: who may operate may not approve, and the other way round. */
const INCLUDED: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['operator', 'viewer'],
  approver: ['approver', 'viewer'],
  admin: ['admin', 'operator', 'approver', 'viewer'],
};

export function mayAct(held: readonly Role[], needed: Role): boolean {
  return held.some((role) => INCLUDED[role].includes(needed));
}

/** What is asked for beyond what somebody holds. */
export function lacking(held: readonly Role[], asked: readonly Role[]): readonly Role[] {
  return asked.filter((role) => !mayAct(held, role));
}

/** A token can only narrow what its owner may do. */
export function narrow(owner: readonly Role[], token: readonly Role[]): readonly Role[] {
  return ROLES.filter((role) => mayAct(owner, role) && mayAct(token, role));
}
