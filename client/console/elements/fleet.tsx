import type { Health, StandingCondition } from '../../reeve.js';
import { State, type Tone } from './basics.js';
import { visible } from './text.js';

export const FLEET_PATH = '/console/fleet';
export const CONDITIONS_PATH = '/console/conditions';

const HEALTH_TONES: Readonly<Record<Health, Tone>> = {
  ...{ critical: 'bad', high: 'bad', warning: 'wait', info: 'off', off: 'off', well: 'good' },
};
export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  ...{ critical: 'critical', high: 'high', warning: 'warning', info: 'info', off: 'not running', well: 'well' },
};

export function HealthState({ of, silent }: { readonly of: Health; readonly silent: boolean }) {
  return <State tone={HEALTH_TONES[of]}>{healthWords(of, silent)}</State>;
}

export function healthWords(health: Health, silent: boolean): string {
  return silent ? `${HEALTH_WORDS[health]}, silent` : HEALTH_WORDS[health];
}

/** Names may hold slashes; what else may stand in a part of a path stays readable. */
export function pathPart(name: string): string {
  return encodeURIComponent(name).replaceAll(/%(?:3A|40|2B|3D)/g, decodeURIComponent);
}

export function instancePath(id: string): string {
  return `${FLEET_PATH}/${pathPart(id)}`;
}

export function conditionPath(id: string): string {
  return `${CONDITIONS_PATH}/${pathPart(id)}`;
}

/** What something is about; an instance has a page of its own. */
export function Subject({ of }: { readonly of: string }) {
  const name = of.startsWith('instance/') ? of.slice('instance/'.length) : undefined;
  return name === undefined ? (
    <code>{visible(of)}</code>
  ) : (
    <a href={instancePath(name)}>
      <code>{visible(of)}</code>
    </a>
  );
}

/** A roll-up says how many it stands for, another how many it explains. */
export function membersWords({ members, rolledUp }: Pick<StandingCondition, 'members' | 'rolledUp'>): string {
  if (members === 0) return '';
  return rolledUp ? `stands for ${members}` : `explains ${members}`;
}
