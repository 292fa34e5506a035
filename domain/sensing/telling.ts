import { type Target, targetName } from '../proposal.js';
import type { Tells } from '../route.js';
import { atLeast, type Severity } from '../scales.js';
import type { Kind, Payload } from './sensor.js';

/** A condition as it is told to people. */
export interface Tellable {
  readonly id: string;
  readonly subject: Target;
  readonly severity: Severity;
  readonly payload: Payload;
}

export interface Telling {
  readonly tells: Tells;
  readonly summary: string;
  readonly text: string;
  /** Those with the same are one message while they come soon after each other. */
  readonly roll: string;
  readonly rolls: boolean;
}

const TEXT_MAX = 500;

/** What is grave wants hands, as nothing is automated for it. Where somebody may be inside, no message hides another. */
export function tellingOf(
  { kind, title, says, isSecurity }: Kind,
  { id, subject, severity, payload }: Tellable,
  agent: string,
): Telling {
  const { members, error } = payload;
  const isMany = payload['rolled_up'] === true && typeof members === 'number';
  const name = targetName(subject);
  const detail = typeof error === 'string' && error !== '' ? `: ${error}` : '.';
  return {
    tells: isSecurity === true || atLeast(severity, 'high') ? 'trouble' : 'notices',
    summary: (isMany ? `${title}: ${members} at once in ${name}` : `${title}: ${name}`).slice(0, 300),
    text: `${severity}: ${says}${detail}`.slice(0, TEXT_MAX),
    roll: isSecurity === true ? id : `${agent}/${kind}/${severity}`,
    rolls: isSecurity !== true,
  };
}
