import { atLeast, type Severity } from './scales.js';
import { fits } from './scope.js';

export const TELLS = ['requests', 'notices', 'trouble'] as const;
/** Requests wait for an answer; notices say what was done; trouble wants hands. */
export type Tells = (typeof TELLS)[number];
export const CHATS = ['slack', 'discord'] as const;
export type Chat = (typeof CHATS)[number];

/** Which people are told of what, and where. Empty stands for everybody. */
export interface Route {
  readonly id: string;
  readonly provider: Chat;
  readonly channel: string;
  readonly tells: readonly Tells[];
  readonly agent: string;
  readonly team: string;
  /** A pattern with `*` over the target's whole name. */
  readonly target: string;
  readonly severityMin: Severity;
}

export interface Told {
  readonly tells: Tells;
  /** The one that proposed it, where that is an agent. */
  readonly agent?: string;
  readonly team: string;
  readonly target: string;
  readonly severity: Severity;
}

/** The channels that hear of it, each once however many routes lead there. */
export function placesFor(
  routes: readonly Route[],
  told: Told,
): readonly { readonly provider: Chat; readonly channel: string }[] {
  const places = new Map<string, { readonly provider: Chat; readonly channel: string }>();
  for (const route of routes) {
    const { provider, channel } = route;
    if (leadsThere(route, told)) places.set(`${provider}/${channel}`, { provider, channel });
  }
  return [...places.values()];
}

function leadsThere(route: Route, { tells, agent, team, target, severity }: Told): boolean {
  return (
    route.tells.includes(tells) &&
    (route.agent === '' || route.agent === agent) &&
    (route.team === '' || route.team === team) &&
    fits(route.target, target) &&
    atLeast(severity, route.severityMin)
  );
}
