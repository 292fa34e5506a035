import { alerting, event, minutesAgo, pod, serviceFor, thing, workload, type Parts, type PodParts } from './bundles.js';
import { at, fault, type Case } from './case.js';

type Raw = Readonly<Record<string, unknown>>;
type Rest = Parameters<typeof workload>[2];

/** A workload with its Service; its pods are a, b, c. */
export function unit(app: string, pods: readonly PodParts[] = [{}], rest: Rest = {}): readonly Raw[] {
  return [
    ...workload(
      app,
      pods.map((one, place) => pod(app, 'abcdefgh'[place] ?? 'x', one)),
      rest,
    ),
    serviceFor(app),
  ];
}

export const podOf = (app: string, id = 'a') => `${app}-7d9f8b6c5d-${id}`;
export const logsOf = (app: string, text: string, id = 'a') => ({ [`shop/${podOf(app, id)}/main`]: text });
export const env = (pairs: Readonly<Record<string, string>>): PodParts => ({
  container: { env: Object.entries(pairs).map(([name, value]) => ({ name, value })) },
});
export const unready = (minutes = 20): PodParts => ({
  ready: false,
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: minutesAgo(minutes) }],
    containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { running: {} }, lastState: {} }],
  },
});
export const probed = (app: string, message: string, id = 'a') =>
  event(['Pod', podOf(app, id)], 'Unhealthy', message, { count: 90 });
export const killed = (app: string, probe: string) =>
  event(['Pod', podOf(app)], 'Killing', `Container main failed ${probe} probe, will be restarted`, { type: 'Normal' });
export const errors = (service: string, minutes = 15) => ({
  ...alerting('HttpErrorRateHigh', { service }, 'firing', `20% of the requests to ${service} fail`),
  startsAt: minutesAgo(minutes),
});
export const slow = (service: string) =>
  alerting('LatencyHigh', { service }, 'firing', `p95 of ${service} is above 2 s`);
export const change = (kind: string, name: string, minutes: number, revision = '2') => ({
  ...{ at: minutesAgo(minutes), kind, namespace: 'shop', name, revision, status: 'SUCCESS' },
});
/** Points as minutes ago and value. */
export const points = (...rows: readonly (readonly [Raw, ...(readonly [number, number])[]])[]) => ({
  resultType: 'matrix',
  result: rows.map(([metric, ...values]) => ({
    metric,
    values: values.map(([ago, value]) => [Date.parse(minutesAgo(ago)) / 1000, String(value)]),
  })),
});
export const now = (labels: Raw, value: number) => points([labels, [0, value]]);
export const config = (name: string, data: Raw) => thing('ConfigMap', name, { data });
/** The same line at several times. */
export const again = (line: string, ...minutes: readonly number[]) =>
  (minutes.length > 0 ? minutes : [12, 6, 1]).map((one) => `${at(one)} ${line}`).join('\n');
/** Somebody who is well, and was released a moment before. */
export const bystander = { objects: unit('banner'), changes: [change('deploy', 'banner', 18, '9.0.1')] };
export const beside = (parts: Parts): Parts => ({
  ...parts,
  objects: [...(parts.objects ?? []), ...bystander.objects],
  changes: [...(parts.changes ?? []), ...bystander.changes],
});
/** A fault of which the object matters, too. */
export const faultAt = (on: readonly string[], name: string, cause: string | readonly string[], rest: Held): Case => ({
  ...fault(name, cause, beside(rest.parts), rest.not, rest.words),
  on,
});
interface Held {
  readonly parts: Parts;
  readonly not?: readonly string[];
  readonly words?: readonly string[];
}
