import type { CauseCode } from '../diagnosis/causes/index.js';
import type { Alert, Ref } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import type { Scene } from './scene.js';

/** What an alert measures that no object shows, and how to say it. */
export interface Measure {
  readonly code: CauseCode;
  readonly name: RegExp;
  /** What its text has to say besides. */
  readonly text?: RegExp;
  readonly about: (alert: Alert) => Ref | undefined;
  readonly says: string;
}

/** Where nothing else was captured, the alert itself is evidence; it is never as good as what it measured. */
const ALERT_WEIGHT = 0.66;

export function measuredBy(scene: Scene, measures: readonly Measure[]): readonly Clue[] {
  return scene.bundle.alerts.flatMap((alert) =>
    measures.flatMap(({ code, name, text, about, says }) => {
      const subject = about(alert);
      if (!alert.firing || !name.test(alert.name) || !(text?.test(alert.text) ?? true) || !subject) return [];
      const quote = `${alert.name}: ${alert.text}`;
      return [
        seen(scene, {
          code,
          about: subject,
          quote,
          says,
          confidence: ALERT_WEIGHT,
          source: 'alert',
          at: alert.startsAt ?? scene.now,
        }),
      ];
    }),
  );
}

/** The node that labels name, by itself or by the address that was scraped. */
export function nodeOf({ labels }: Alert): Ref | undefined {
  const name = labels['node'] ?? labels['nodename'] ?? labels['instance']?.replace(/:\d+$/, '') ?? '';
  return name === '' ? undefined : { kind: 'Node', namespace: '', name };
}

export function claimOf({ labels }: Alert): Ref | undefined {
  const name = labels['persistentvolumeclaim'] ?? '';
  const namespace = labels['exported_namespace'] ?? labels['namespace'] ?? '';
  return name === '' ? undefined : { kind: 'PersistentVolumeClaim', namespace, name };
}
