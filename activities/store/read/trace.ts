import { type StoryEvent, storyOf, type StoryRows } from '../../../domain/sensing/story.js';
import { NotAccepted } from '../accept/book.js';
import type { Database } from '../database.js';
import { PREFIX_CHARS_MIN } from './named.js';

export interface Trace {
  readonly correlation: string;
  readonly conditions: readonly StoryRows['conditions'][number][];
  readonly events: readonly StoryEvent[];
  /** Something has more rows than are shown. */
  readonly cut: boolean;
}

const ROWS_MAX = 200;
const STORIES_SHOWN = 5;

/** Whether this text is what was given, or begins with it. */
const fits = (text: string) => `(${text} = $2 OR (length($2) >= ${PREFIX_CHARS_MIN} AND starts_with(${text}, $2)))`;

/** Rows as JSON, within what is shown; `one` is the only story that was meant. */
const rows = (select: string, order: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM (${select} ORDER BY ${order} LIMIT ${ROWS_MAX}) r)`;

const OF_STORY = (alias: string) => `${alias}.account = $1 AND ${alias}.correlation = (SELECT correlation FROM one)`;
const OF_WORK = (alias: string) =>
  `FROM ${alias} x JOIN intervention i ON i.account = x.account AND i.key = x.intervention WHERE ${OF_STORY('i')}`;

/** One question for the whole of it: which story is meant, and everything that belongs to it. */
const STORY = `
WITH named AS (
  SELECT correlation, correlation = $2 OR id = $2 OR payload ->> 'report' = $2 AS whole FROM condition
    WHERE account = $1 AND (${fits('id')} OR ${fits('correlation')} OR ${fits(`(payload ->> 'report')`)})
  UNION ALL SELECT correlation, id = $2 FROM decision WHERE account = $1 AND ${fits('id')}
  UNION ALL SELECT correlation, key = $2 OR correlation = $2 FROM intervention
    WHERE account = $1 AND (${fits('key')} OR ${fits('correlation')})
), meant AS (
  SELECT DISTINCT correlation FROM named WHERE whole OR NOT EXISTS (SELECT 1 FROM named WHERE whole)
), one AS (
  SELECT min(correlation) AS correlation FROM meant HAVING count(*) = 1
)
SELECT (SELECT coalesce(jsonb_agg(correlation), '[]') FROM (SELECT correlation FROM meant ORDER BY 1 LIMIT ${STORIES_SHOWN + 1}) m) AS stories,
  ${rows(
    `SELECT id, kind, severity, subject, sensor, ms(opened_at) AS "openedAt", ms(closed_at) AS "closedAt", closed_because AS because, escalations,
       payload ->> 'report' AS report, payload ->> 'last_heartbeat_at' AS heartbeat, attribution FROM condition c WHERE ${OF_STORY('c')}`,
    'opened_at, id',
  )} AS conditions,
  ${rows(
    `SELECT id, ms(at) AS at, agent, outcome, category, target, reasons FROM decision d WHERE ${OF_STORY('d')}`,
    'd.at, id',
  )} AS decisions,
  ${rows(
    `SELECT key, action, target, proposer, proposal ->> 'summary' AS summary, ms(proposed_at) AS "proposedAt", ms(begun_at) AS "begunAt",
       ms(ended_at) AS "endedAt", outcome, because FROM intervention i WHERE ${OF_STORY('i')}`,
    'proposed_at, key',
  )} AS interventions,
  ${rows(
    `SELECT x.intervention, x.round, ms(x.at) AS at, CASE WHEN x.stale THEN 'stale' ELSE x.verdict ->> 'decision' END AS decision, x.because ${OF_WORK('judgement')}`,
    'x.at, x.round',
  )} AS judgements,
  ${rows(
    `SELECT x.id, x.intervention, x.round, ms(x.opened_at) AS "openedAt", ms(x.closed_at) AS "closedAt", x.state ${OF_WORK('request')}`,
    'x.opened_at, x.id',
  )} AS requests,
  ${rows(
    `SELECT a.id, q.intervention, ms(a.at) AS at, a.person, a.says, a.reason FROM answer a
     JOIN request q ON q.account = a.account AND q.id = a.request
     JOIN intervention i ON i.account = q.account AND i.key = q.intervention WHERE ${OF_STORY('i')}`,
    'a.at, a.id',
  )} AS answers,
  ${rows(
    `SELECT x.key, x.intervention, x.step, ms(x.begun_at) AS "begunAt", ms(x.received_at) AS "receivedAt" ${OF_WORK('effect')}`,
    'x.begun_at, x.key',
  )} AS effects,
  ${rows(
    `SELECT t.id, t.kind, 'instance/' || t.instance AS where, ms(t.made_at) AS "madeAt", ms(t.ended_at) AS "endedAt", t.state FROM node_task t
     WHERE t.account = $1 AND t.effect IN (SELECT x.key ${OF_WORK('effect')})
     UNION ALL SELECT x.id, 'by hand', 'people', ms(x.opened_at), ms(x.done_at), coalesce(x.done_says, 'open') ${OF_WORK('task')}`,
    '"madeAt", id',
  )} AS tasks,
  ${rows(
    `SELECT seq, at_ms AS at, key, kind, actor, body::jsonb -> 'data' AS data FROM ledger l WHERE ${OF_STORY('l')}`,
    'seq',
  )} AS entries`;

type Row = StoryRows & { readonly stories: readonly string[] };

/** What an id of a report, condition, decision, intervention or correlation belongs to, from its first word to its outcome. */
export function readTrace(db: Database, account: string, given: string): Promise<Trace | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<Row & Record<string, unknown>>(STORY, [account, given]);
    const { stories, ...found } = row as Row;
    if (stories.length > 1) throw new NotAccepted('misfit', `${given} is part of ${several(stories)}`);
    const [correlation] = stories;
    if (correlation === undefined) return undefined;
    const cut = Object.values(found).some((part) => (part as readonly unknown[]).length >= ROWS_MAX);
    return { correlation, conditions: found.conditions, events: storyOf(found), cut };
  });
}

function several(stories: readonly string[]): string {
  const more = stories.length > STORIES_SHOWN;
  const count = more ? `more than ${STORIES_SHOWN} stories` : `${stories.length} stories`;
  return `${count}, such as ${stories.slice(0, STORIES_SHOWN).join(', ')}: name one of them`;
}
