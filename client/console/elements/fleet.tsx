import type { Health, StandingCondition } from '../../reeve.js';
import { State, type Tone } from './basics.js';
import { visible } from './text.js';

export const FLEET_PATH = '/console/fleet';
export const CONDITIONS_PATH = '/console/conditions';
export const MODULES_PATH = '/console/modules';

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

export function modulePath(id: string): string {
  return `${MODULES_PATH}/${pathPart(id)}`;
}

export function conditionPath(id: string): string {
  return `${CONDITIONS_PATH}/${pathPart(id)}`;
}

const PAGES_OF: Readonly<Record<string, (name: string) => string>> = { instance: instancePath, module: modulePath };

/** What something is about; instances and modules have pages of their own. */
export function Subject({ of }: { readonly of: string }) {
  const [, kind = '', name = ''] = /^([a-z]+)\/(.+)$/s.exec(of) ?? [];
  const pageOf = PAGES_OF[kind];
  return pageOf === undefined ? (
    <code>{visible(of)}</code>
  ) : (
    <a href={pageOf(name)}>
      <code>{visible(of)}</code>
    </a>
  );
}

/** A roll-up says how many it stands for, another how many it explains. */
export function membersWords({ members, rolledUp }: Pick<StandingCondition, 'members' | 'rolledUp'>): string {
  if (members === 0) return '';
  return rolledUp ? `stands for ${members}` : `explains ${members}`;
}
