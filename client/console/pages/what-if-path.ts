import type { WholeIntervention } from '../../reeve.js';

export const WHAT_IF_PATH = '/console/what-if';

/** Longer parameters would make an address that is cut off somewhere; they are typed by hand then. */
const PARAMETERS_CHARS_MAX = 2000;

/** The page with its form filled in. It answers at once where the target is said. */
export function whatIfPath(fields: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${WHAT_IF_PATH}?${new URLSearchParams(said).toString()}`;
}

/** What the gate would say of the same wish today. */
export function whatIfAgain({ proposal }: Pick<WholeIntervention, 'proposal'>): string {
  const { action, target, by, forUser, origin, severity, parameters } = proposal;
  const json = JSON.stringify(parameters);
  return whatIfPath({
    ...{ action, ...target, origin, severity },
    ...(by.kind === 'agent' ? { agent: by.id, user: forUser } : { user: by.id }),
    ...(json !== '{}' && json.length <= PARAMETERS_CHARS_MAX && { parameters: json }),
  });
}
