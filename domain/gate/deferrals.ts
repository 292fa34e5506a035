import { changesTheWorld } from '../action.js';
import { mayTry } from '../breaker.js';
import { PRESSURE, pressureDeferralMs, totalPressure } from '../pressure.js';
import { isOpen, nextOpening } from '../window.js';
import { askWith } from './asks.js';
import type { Rule, Subject } from './subject.js';
import type { Said } from './verdict.js';

const defer = (until: number, because: string, remedy: string): Said => ({ says: 'defer', until, because, remedy });
const acts = ({ standing: { card } }: Subject) => card !== undefined && changesTheWorld(card);
const clock = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;

/** Waits for the window at most a day; then people decide. */
export const maintenanceWindow: Rule = (subject) => {
  const { windows, deferredMs } = subject.standing;
  if (windows.length === 0 || !acts(subject) || windows.some((window) => isOpen(window, subject.now))) return undefined;
  const opens = nextOpening(windows, subject.now);
  const names = windows.map(({ id }) => id).join(', ');
  if (opens === undefined || (deferredMs['maintenance-window'] ?? 0) >= 24 * 3_600_000)
    return askWith(subject, `no maintenance window (${names}) opens within 24 h`, 'an admin changes the windows');
  return defer(opens, `outside the maintenance window (${names}) until ${clock(opens)}`, 'the window opens');
};

/** A spent rate is waited for once; where it is spent again, people decide. */
export const rateBudget: Rule = (subject) => {
  const over = subject.standing.rates.filter(({ spent, limit }) => spent >= limit);
  const [first] = over;
  if (!first || !acts(subject)) return undefined;
  const because = `${first.spent} of ${first.limit} acts of this hour are spent for ${first.name}`;
  if ((subject.standing.deferredMs['rate-budget'] ?? 0) > 0)
    return askWith(subject, `${because}, again after waiting`, 'an admin raises the limit');
  return defer(
    Math.max(...over.map(({ freesAt }) => freesAt)),
    because,
    'an hour passes; where an admin raises the limit, withdraw it and propose it again',
  );
};

export const breaker: Rule = (subject) => {
  if (!acts(subject)) return undefined;
  const shut = subject.standing.breakers
    .map(({ name, state }) => ({ name, ...mayTry(state, subject.now) }))
    .filter(({ go }) => !go);
  const [first] = shut;
  return (
    first &&
    defer(
      Math.max(...shut.map(({ retryAt }) => retryAt)),
      `the breaker of ${first.name} is open after failures`,
      'it closes by itself, or a person resets it (reeve breakers reset)',
    )
  );
};

/** Half an hour in all: work that always gives way is never done. */
export const externalPressure: Rule = (subject) => {
  const { pressure, deferrable, deferredMs } = subject.standing;
  if (!deferrable || !acts(subject)) return undefined;
  const total = totalPressure(pressure, subject.now);
  const left = PRESSURE.deferTotalMs - (deferredMs['external-pressure'] ?? 0);
  const waitMs = Math.min(pressureDeferralMs(total), left);
  return waitMs > 0
    ? defer(subject.now + waitMs, `other systems are under pressure (${total.toFixed(2)})`, 'the pressure fades')
    : undefined;
};
