import { z } from '@hono/zod-openapi';
import { NewConfiguration } from '../../http/routes/sensors.js';
import { Place, Reason } from '../../http/fields.js';
import { Refused } from '../../http/door.js';
import type { Trouble } from '../../http/problems.js';
import type { Act, View, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';
import { listPath } from '../elements/paging.js';
import { type DrawAgain, type Setting, settingAct, unfit } from '../setting-act.js';
import type { More } from './sensor.js';
import { sensorPath, SENSORS_PATH } from './sensors.js';

export const SensorId = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/);
const Unset = z.strictObject({
  place: Place.default(''),
  name: z.string().regex(/^[a-z][a-z0-9_]{0,79}$/),
  reason: Reason,
});
const Tried = NewConfiguration.omit({ reason: true }).extend({
  values: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
});

/** What is no parameter in the forms of a sensor. Names of parameters have no dash, so none can be mistaken for it. */
const OWN = new Set(['csrf', 'asked', 'place', 'reason']);

/** A value is a number, or yes or no; what is neither is left to be refused as it was typed. */
export function valuesIn(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const said = [...form].filter(([name, text]) => !OWN.has(name) && text.trim() !== '');
  return Object.fromEntries(
    said.map(([name, text]) => {
      if (text === 'true' || text === 'false') return [name, text === 'true'];
      return [name, Number.isFinite(Number(text)) ? Number(text) : text];
    }),
  );
}

type Again = (visit: Visit, more: More) => Promise<View>;

export function sensorActs(again: Again): readonly Act[] {
  const keptAgain: DrawAgain = (visit, kept) => again(visit, { kept });
  const admins = {
    role: 'admin',
    back: (visit, form) => listPath(sensorPath(sensorIn(visit)), { place: form.get('place') ?? '' }),
  } as const satisfies Pick<Setting<z.ZodType>, 'role' | 'back'>;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${SENSORS_PATH}/:id/set`, takes: NewConfiguration },
        read: (form) => ({ ...placeIn(form), reason: form.get('reason') ?? '', values: valuesIn(form) }),
        async run(visit, wish) {
          const { version } = await visit.reeve.sensing.set(visit.caller, { ...wish, sensor: sensorIn(visit) });
          return `It is set, as version ${version}. It counts from the next round on.`;
        },
      },
      keptAgain,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${SENSORS_PATH}/:id/unset`, takes: Unset },
        read: (form) => ({ ...placeIn(form), name: form.get('name') ?? '', reason: form.get('reason') ?? '' }),
        async run(visit, { name, ...wish }) {
          await visit.reeve.sensing.unset(visit.caller, { ...wish, sensor: sensorIn(visit), names: [name] });
          return `${name} is as it comes again, from the next round on.`;
        },
      },
      keptAgain,
    ),
    {
      path: `${SENSORS_PATH}/:id/preview`,
      role: 'operator',
      async run({ form, ...visit }) {
        const sensor = sensorIn(visit);
        const keep = (refusal: Trouble) => again(visit, { kept: { asked: 'preview', sent: form, refusal } });
        const { data, error } = Tried.safeParse({ ...placeIn(form), values: valuesIn(form) });
        if (error) return keep(unfit(error, 'nothing was looked at'));
        let seen: Awaited<ReturnType<typeof visit.reeve.sensing.preview>> | undefined;
        const refusal = await refusalOf(async () => {
          seen = await visit.reeve.sensing.preview(visit.caller, { ...data, sensor });
        });
        if (refusal) return keep(refusal);
        return again(visit, seen ? { tried: { sent: form, seen } } : {});
      },
    },
  ];
}

function sensorIn({ params }: Pick<Visit, 'params'>): string {
  const id = SensorId.safeParse(params['id']).data;
  if (id === undefined) throw new Refused(404, 'there is no such sensor');
  return id;
}

function placeIn(form: URLSearchParams) {
  return { place: (form.get('place') ?? '').trim() };
}
