import { z } from '@hono/zod-openapi';
import { type ListedSensor, type Previewed, SEVERITIES, type SettingVersion, type WholeSensor } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, given, json, Place, Reason } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
const NAMES_MAX = 50;
const SensorId = z.string().min(1).max(80);
const ParameterName = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, 'must be the name of a parameter');
const Value = z.union([z.number(), z.boolean()], {
  error: 'takes a number, or true or false: the sensor shows its bounds and its unit',
});
const Values = z
  .record(ParameterName, Value)
  .refine((values) => Object.keys(values).length <= NAMES_MAX, `takes at most ${NAMES_MAX} values`);

const Look = z.object({
  at: z.string(),
  tookMs: z.number().int(),
  looked: z.number().int().openapi({ description: 'Rows that its question found' }),
  raised: z.number().int(),
  failedSince: z.string().optional(),
  failures: z.number().int(),
  error: z.string(),
});
const Listed = z
  .object({
    id: z.string(),
    title: z.string(),
    agent: z.string(),
    watches: z.string(),
    kinds: z.array(z.object({ kind: z.string(), title: z.string(), says: z.string() })),
    last: Look.optional().openapi({ description: 'Absent where it has never looked here' }),
    open: z.number().int(),
    fired: z.number().int(),
    places: z.number().int(),
  })
  .openapi('ListedSensor');
const Version = z
  .object({
    place: z.string(),
    version: z.number().int(),
    values: z.record(z.string(), Value),
    author: z.string(),
    reason: z.string(),
    at: z.string(),
  })
  .openapi('SensorVersion');
const Whole = Listed.extend({
  place: z.string(),
  configuration: z.array(z.looseObject({ name: z.string(), value: Value, default: Value, from: z.string() })),
  set: z.array(Version),
}).openapi('Sensor');
const Seen = z.object({ kind: z.string(), subject: z.string(), severity: z.enum(SEVERITIES) });
const Preview = z
  .object({
    looked: z.number().int(),
    tookMs: z.number().int(),
    counts: z.object({ opens: z.number().int(), stays: z.number().int(), closes: z.number().int() }),
    opens: z.array(Seen),
    stays: z.array(Seen.extend({ id: z.string(), was: z.enum(SEVERITIES).optional() })),
    closes: z.array(Seen.extend({ id: z.string(), because: z.string() })),
  })
  .openapi('SensorPreview');
const params = z.object({ id: SensorId });
const SetAnswer = z.object({ version: z.number().int(), values: z.record(z.string(), Value) });

const list = secured('viewer', '/api/v1/sensors', {
  method: 'get',
  tags,
  summary: 'All sensors: how each last went, and what it found',
  responses: { 200: json(z.array(Listed), 'Sensors') },
});
const one = secured('viewer', '/api/v1/sensors/{id}', {
  method: 'get',
  tags,
  summary: 'One of them with the configuration that counts at a place, and who made it so',
  request: { params, query: z.strictObject({ place: Place.default('') }) },
  responses: { 200: json(Whole, 'The sensor') },
});
const history = secured('viewer', '/api/v1/sensors/{id}/config/history', {
  method: 'get',
  tags,
  summary: 'What people have set, the newest first',
  request: {
    params,
    query: z.strictObject({
      place: Place.optional(),
      before: z.iso.datetime({ offset: true }).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: json(z.array(Version), 'Versions') },
});
export const NewConfiguration = z.strictObject({
  place: Place.default(''),
  values: Values.refine((values) => Object.keys(values).length > 0, 'must have at least one value'),
  reason: Reason,
});
const set = secured('admin', '/api/v1/sensors/{id}/config', {
  method: 'put',
  tags,
  summary: 'Sets values for the account or a place in it; they count from the next round on',
  request: { params, ...body(NewConfiguration) },
  responses: { 200: json(SetAnswer, 'What is set there now') },
});
const unset = secured('admin', '/api/v1/sensors/{id}/config', {
  method: 'delete',
  tags,
  summary: 'Takes values away again: what lies around the place counts there, or the default',
  request: {
    params,
    query: z.strictObject({
      place: Place.default(''),
      names: z
        .string()
        .max(2_000)
        .regex(/^[a-z][a-z0-9_]*(?:,[a-z][a-z0-9_]*)*$/, 'takes names with commas between them')
        .optional()
        .openapi({ description: 'Without it, all of the place' }),
      reason: Reason,
    }),
  },
  responses: { 200: json(SetAnswer, 'What is set there now') },
});
const preview = secured('operator', '/api/v1/sensors/{id}/preview', {
  method: 'post',
  tags,
  summary: 'What it would open, keep and close if it looked now, also with other values; nothing is written',
  request: { params, ...body(z.strictObject({ place: Place.default(''), values: Values.default({}) })) },
  responses: { 200: json(Preview, 'What it would say') },
});

export const sensorRoutes: Mount = (app, { reeve: { sensing } }) => {
  app.openapi(list, async (c) => c.json((await sensing.sensors(c.get('caller'))).map(listed), 200));
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await sensing.sensor(c.get('caller'), { id, ...c.req.valid('query') });
    if (!found) throw new Refused(404, `there is no sensor ${id}: "reeve sensors list" shows all of them`);
    return c.json(whole(found), 200);
  });
  app.openapi(history, async (c) => {
    const { before, ...query } = c.req.valid('query');
    const wanted = {
      ...(given(query) as { limit: number }),
      sensor: c.req.valid('param').id,
      ...(before !== undefined && { before: new Date(before) }),
    };
    return c.json((await sensing.versions(c.get('caller'), wanted)).map(version), 200);
  });
  app.openapi(set, async (c) => {
    const wish = { sensor: c.req.valid('param').id, ...c.req.valid('json') };
    return c.json({ ...(await sensing.set(c.get('caller'), wish)) }, 200);
  });
  app.openapi(unset, async (c) => {
    const { names = '', ...query } = c.req.valid('query');
    const wish = { sensor: c.req.valid('param').id, names: names.split(',').filter(Boolean), ...query };
    return c.json({ ...(await sensing.unset(c.get('caller'), wish)) }, 200);
  });
  app.openapi(preview, async (c) => {
    const wish = { sensor: c.req.valid('param').id, ...c.req.valid('json') };
    return c.json(previewed(await sensing.preview(c.get('caller'), wish)), 200);
  });
};

/** Times become text on the way out, as JSON has none. */
function listed(found: ListedSensor): z.infer<typeof Listed> {
  return found as unknown as z.infer<typeof Listed>;
}
function whole(found: WholeSensor): z.infer<typeof Whole> {
  return found as unknown as z.infer<typeof Whole>;
}
function version(found: SettingVersion): z.infer<typeof Version> {
  return found as unknown as z.infer<typeof Version>;
}
function previewed(found: Previewed): z.infer<typeof Preview> {
  return found as unknown as z.infer<typeof Preview>;
}
