import type { Caller } from '../reeve.js';
import type { SlackDoor } from './door.js';

/** Who pressed or typed, as Slack says it. */
export interface Presser {
  readonly user: string;
  /** The workspace that the person belongs to, which may be another one than the channel's. */
  readonly team?: string;
  /** The organisation, where an app is installed for all of one. */
  readonly enterprise?: string;
  readonly bot: boolean;
}

interface Names {
  readonly id?: unknown;
  readonly team_id?: unknown;
  readonly is_bot?: unknown;
}

/** Commands name people in one way, and everything that is pressed in another. */
export function presserOf(body: object): Presser {
  const { user, team, enterprise, user_id, team_id, enterprise_id } = body as Record<string, unknown>;
  const { id, team_id: home, is_bot } = (user ?? {}) as Names;
  const of = (thing: unknown) => (thing ?? {}) as Names;
  const inTeam = named(home) ?? named(of(team).id) ?? named(team_id);
  const inEnterprise = named(of(enterprise).id) ?? named(enterprise_id);
  const name = named(id) ?? named(user_id) ?? '';
  return {
    user: name,
    ...(inTeam !== undefined && { team: inTeam }),
    ...(inEnterprise !== undefined && { enterprise: inEnterprise }),
    bot: is_bot === true || name === 'USLACKBOT',
  };
}

/** Somebody of Reeve, or why not. */
export type Known = { readonly caller: Caller } | { readonly refusal: string };

/** The link is asked for each time: one that was taken away counts at the next click. */
export async function knownPresser({ reeve, settings }: SlackDoor, presser: Presser): Promise<Known> {
  if (presser.bot) return { refusal: 'a bot has no say here: a person has to press it' };
  const subjects = subjectsOf(presser);
  for (const subject of subjects) {
    const caller = await reeve.access.byIdentity(settings.account, 'slack', subject);
    if (caller) return { caller };
  }
  const [subject] = subjects;
  return {
    refusal:
      subject === undefined
        ? 'Slack does not say who you are, so nothing was done: try it from the workspace itself'
        : `your Slack account is linked to no active person of Reeve, so nothing was done: ask an admin to run "reeve people link NAME slack ${subject}", with your name in Reeve`,
  };
}

/** In an organisation a person may be linked by the workspace or by the organisation: either names one person alone. */
function subjectsOf({ user, team, enterprise }: Presser): readonly string[] {
  if (user === '') return [];
  return [team, enterprise].filter((group) => group !== undefined).map((group) => `${group}/${user}`);
}

function named(id: unknown): string | undefined {
  return typeof id === 'string' && /^[A-Z0-9]{2,40}$/.test(id) ? id : undefined;
}
