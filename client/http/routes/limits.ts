import { z } from '@hono/zod-openapi';
import type { Mount } from '../door.js';
import { body, json, Reason } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['leash'];
const done = { description: 'Done; it counts at the next judgement' };

/** A time on the wall, in minutes after midnight on the inside. */
const Wall = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 22:00');
const WindowId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'takes lower case letters, digits and dashes');
const BudgetName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:@/-]{0,199}$/, 'must be the name of a budget');
const Window = z.object({
  id: WindowId,
  timeZone: z.string().min(1).max(60),
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7).openapi({ description: '0 is Sunday' }),
  from: Wall,
  to: Wall,
});
export const NewWindow = Window.extend({ reason: Reason }).strict();
export const UnsetWindow = z.strictObject({ id: WindowId, reason: Reason });
export const NewBudget = z.strictObject({
  name: BudgetName,
  most: z.number().int().min(0).max(100_000),
  reason: Reason,
});
export const UnsetBudget = z.strictObject({ name: BudgetName, reason: Reason });
const Windows = z
  .object({
    windows: z.array(Window.extend({ author: z.string(), reason: z.string(), open: z.boolean() })),
    open: z.boolean().openapi({ description: 'Whether changes may be made now' }),
    opensAt: z.string().optional(),
  })
  .openapi('Windows');
const Budgets = z
  .object({
    budgets: z.array(
      z.object({
        name: z.string(),
        most: z.number().int(),
        byDefault: z.number().int().optional(),
        author: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    spent: z.array(
      z.object({
        bucket: z.string(),
        budget: z.string(),
        spent: z.number().int(),
        most: z.number().int().optional(),
        freesAt: z.string(),
      }),
    ),
  })
  .openapi('Budgets');

const windows = secured('viewer', '/api/v1/windows', {
  method: 'get',
  tags,
  summary: 'Hours in which changes may be made, and whether they may now',
  responses: { 200: json(Windows, 'Windows') },
});
const setWindow = secured('admin', '/api/v1/windows', {
  method: 'put',
  tags,
  summary: 'Sets one; with the first, all other hours are closed',
  request: body(NewWindow),
  responses: { 204: done },
});
const unsetWindow = secured('admin', '/api/v1/windows', {
  method: 'delete',
  tags,
  summary: 'Takes one away; without any, every hour is open',
  request: { query: UnsetWindow },
  responses: { 204: done },
});
const budgets = secured('viewer', '/api/v1/budgets', {
  method: 'get',
  tags,
  summary: 'How much may be done, and what is spent of it now',
  responses: { 200: json(Budgets, 'Budgets') },
});
const setBudget = secured('admin', '/api/v1/budgets', {
  method: 'put',
  tags,
  summary: 'Sets a limit over its default',
  request: body(NewBudget),
  responses: { 204: done },
});
const unsetBudget = secured('admin', '/api/v1/budgets', {
  method: 'delete',
  tags,
  summary: 'Takes a limit away: the default counts again',
  request: { query: UnsetBudget },
  responses: { 204: done },
});

export const limitRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(windows, async (c) => {
    const found = await leash.windows(c.get('caller'));
    const shown = found.windows.map((one) => ({ ...one, from: onTheWall(one.from), to: onTheWall(one.to) }));
    return c.json({ ...found, windows: shown } as unknown as z.infer<typeof Windows>, 200);
  });
  app.openapi(setWindow, async (c) => {
    const { from, to, ...window } = c.req.valid('json');
    await leash.setWindow(c.get('caller'), { ...window, from: minutesOf(from), to: minutesOf(to) });
    return c.body(null, 204);
  });
  app.openapi(unsetWindow, async (c) => {
    await leash.unsetWindow(c.get('caller'), c.req.valid('query'));
    return c.body(null, 204);
  });
  app.openapi(budgets, async (c) =>
    c.json((await leash.budgets(c.get('caller'))) as unknown as z.infer<typeof Budgets>, 200),
  );
  app.openapi(setBudget, async (c) => {
    await leash.setBudget(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(unsetBudget, async (c) => {
    await leash.unsetBudget(c.get('caller'), c.req.valid('query'));
    return c.body(null, 204);
  });
};

export function minutesOf(wall: string): number {
  return Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));
}

export function onTheWall(after: number): string {
  return `${String(Math.floor(after / 60)).padStart(2, '0')}:${String(after % 60).padStart(2, '0')}`;
}
