import { z } from '@hono/zod-openapi';
import { type ListedTask, TASK_WORDS } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, json, NOTE_CHARS_MAX, TaskId, text } from '../fields.js';
import { traceHeaders } from '../guards.js';
import { secured } from '../secured.js';

const Shown = z
  .object({
    id: z.string(),
    intervention: z.string(),
    state: z.enum(['open', ...TASK_WORDS, 'closed']),
    text: z.string(),
    category: z.string(),
    check: z.string().optional().openapi({ description: 'The endpoint that must agree before "done" counts' }),
    target: z.string(),
    proposer: z.string(),
    forUser: z.string().optional(),
    severity: z.string(),
    summary: z.string(),
    openedAt: z.string(),
    deadline: z.string().openapi({ description: 'Then it is taken back' }),
    leftMs: z.number(),
    by: z.string().optional(),
    note: z.string().optional(),
    answeredAt: z.string().optional(),
    may: z.array(z.enum(TASK_WORDS)),
    mayNot: z.string().optional(),
  })
  .openapi('Task');
const Said = z.object({ intervention: z.string(), again: z.boolean() }).openapi('SaidOfTask');
const params = z.object({ id: TaskId });
const Note = text(NOTE_CHARS_MAX);

const list = secured('viewer', '/api/v1/tasks', {
  method: 'get',
  tags: ['work'],
  summary: 'What waits for hands, the most urgent first, and what the caller may say of it',
  responses: { 200: json(z.array(Shown), 'Open tasks') },
});
const one = secured('viewer', '/api/v1/tasks/{id}', {
  method: 'get',
  tags: ['work'],
  summary: 'One task, open or closed',
  request: { params },
  responses: { 200: json(Shown, 'The task') },
});
const sayOf = <S extends z.ZodType>(word: (typeof TASK_WORDS)[number], summary: string, schema: S) =>
  secured('operator', `/api/v1/tasks/{id}/${word}`, {
    method: 'post',
    tags: ['work'],
    summary,
    request: { params, ...body(schema) },
    responses: { 202: json(Said, 'The word stands; said twice it is one word') },
  });
const done = sayOf(
  'done',
  'Says that it is done; where a check is named it must agree',
  z.strictObject({ note: Note.optional() }),
);
const canNot = sayOf('can-not', 'Says that it can not be done, and why', z.strictObject({ note: Note }));

export const taskRoutes: Mount = (app, { reeve: { work } }) => {
  app.openapi(list, async (c) => c.json((await work.tasks(c.get('caller'))).map(shown), 200));
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await work.task(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no task ${id} in this account`);
    return c.json(shown(found), 200);
  });
  for (const [route, says] of [
    [done, 'done'],
    [canNot, 'can-not'],
  ] as const)
    app.openapi(route, async (c) => {
      const { id: task } = c.req.valid('param');
      const { note } = c.req.valid('json');
      const word = { task, says, ...(note !== undefined && { note }), trace: traceHeaders() };
      return c.json({ ...(await work.sayOfTask(c.get('caller'), word)) }, 202);
    });
};

function shown(found: ListedTask): z.infer<typeof Shown> {
  return found as unknown as z.infer<typeof Shown>;
}
