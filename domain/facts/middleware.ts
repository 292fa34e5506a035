import { type Family, seen } from './family.js';
import { subjectOf } from './subject.js';
import type { Clue } from './fact.js';
import { holding } from './ingredients.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import { oldAddresses } from './old-addresses.js';
import type { Scene } from './scene.js';
import { cameBack, firstOf, lastOf, peakOf, seriesLike } from './series.js';

export const middleware: Family = {
  name: 'middleware',
  reads: ['logs', 'metrics'],
  sayings: [
    {
      code: 'middleware.network_partition',
      find: /(?:network )?partition(?:ed)? (?:detected|network|from)|(?:cluster|network|partial) partition\b|running_partitioned_network|starting_partitioned_network|inconsistent_database|split[- ]?brain|(?:cluster|nodes?|members?) (?:is |are )?partitioned|do(?:es)? not see each other|(?:lost|no|without) quorum|(?:is|in) the minority|minority (?:side|partition)|not discovered or elected|(?:possible|suspected) partition|reports? (?:a )?partition|cluster (?:is )?split\b|lost contact with (?:the )?(?:majority|quorum)|two (?:masters|leaders|primaries)|cluster has no leader|members? not heard from|pause[_ ]minority/i,
      weight: 0.94,
      says: () => 'reports that members of its cluster do not see each other (network partition, split brain)',
    },
    {
      code: 'middleware.membership_stale',
      find: /(?:membership|member list|member table|silos?|cluster member|gossip)\b.{0,160}(?:stale|dead|defunct|gone|no longer exists|unreachable|not responding|suspect)|(?:stale|dead|defunct|left) (?:member|silo|peer|node entry)|waiting for .{0,80}(?:dead|defunct|removed) member|cannot (?:join|elect)\b.{0,120}(?:member|silo)|unable to join (?:the )?cluster|failed to join\b.{0,120}(?:member|cluster|peer)|ping responses? from .{0,40}silos|ClusterConnectivityCheck|still (?:listed|registered) as (?:active|a member)|registered but (?:does not|did not|never)|waiting for (?:a )?(?:dead|left|lost|defunct) \w{2,20}|already exists with a different address|token already owned by|same (?:node )?id was found|member(?: \S{1,80})? has already been bootstrapped|member count is unequal|(?:member|peer|node)\b.{0,80}\bnot (?:yet )?(?:been )?(?:removed|reaped)/i,
      weight: 0.9,
      where: ['log'],
      atStart: true,
      says: () => 'waits for a dead member that is still in the table of its cluster (stale membership)',
    },
    {
      code: 'middleware.membership_stale',
      find: /still in the (?:\w+ )?(?:configuration|peer set|member list|ring)\b|node is not in configuration|\b(?:peer|member|voter|node)\b.{0,80}\bold address\b/i,
      weight: 0.9,
      where: ['log'],
      says: () => 'keeps a dead or old member in the table of its cluster (stale membership), so members can not agree',
    },
    {
      code: 'middleware.membership_stale',
      find: holding(
        /\b(?:members?|peers?|silos?|incarnation)\b/,
        /no longer exists?|\bis gone|\bdead\b|\bstale\b|defunct|previous incarnation|never answers/,
        /\b(?:listed|table|ring|cluster|join|waiting|registered)\b/,
      ),
      weight: 0.84,
      where: ['log'],
      atStart: true,
      says: () => 'waits for a dead member that is still in the table of its cluster (stale membership)',
    },
  ],
  rules: [backlogs, countedBacklogs, oldAddresses],
};

function backlogs(scene: Scene): readonly Clue[] {
  return seriesLike(
    scene,
    /lag\b|_lag|queue_(?:messages|depth|length|size)|messages_(?:ready|unacked|unacknowledged|visible)|backlog|pending_messages|num_pending|sqs_|undelivered|oldest_(?:unacked_)?message/i,
  ).flatMap((series) => {
    const [first, last] = [firstOf(series) ?? 0, lastOf(series) ?? 0];
    const about = subjectOf(scene, series.labels);
    if (!about) return [];
    const isOver = cameBack(series);
    if (!isOver && (last < 1000 || (series.points.length > 1 && last < first * 2))) return [];
    return [
      seen(scene, {
        code: 'middleware.queue_backlog',
        about,
        confidence: series.points.length > 2 ? 0.82 : 0.6,
        current: !isOver,
        source: 'metrics',
        quote: `${series.query}: ${first}, at most ${peakOf(series)}, now ${last}`,
        says: isOver
          ? `had a backlog (lag ${peakOf(series)}); it caught up and is back to normal (${last})`
          : `has a backlog that grows: the consumer lag or queue length is ${last}, messages pile up faster than they are consumed`,
      }),
    ];
  });
}

const COUNTED =
  /(?:\blag|\bbacklog|queue[ _-]?(?:depth|length|size)|pending|outstanding)\b["']?[^\d\n]{0,24}?(\d{1,12})\b|\b(\d{3,12}) (?:messages?|events?|records?|jobs?|tasks?|items?) (?:behind|pending|waiting|queued|in (?:the )?(?:queue|backlog))/i;
const MANY = 1_000;

/** A log that counts what waits: the count stays high, or still grows. */
function countedBacklogs(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    const counts = log.lines.slice(-2_000).flatMap((line) => {
      const [, after, before] = COUNTED.exec(line.slice(0, 2_000)) ?? [];
      return after === undefined && before === undefined ? [] : [{ line, count: Number(after ?? before) }];
    });
    const last = counts.at(-1);
    const peak = Math.max(0, ...counts.map(({ count }) => count));
    if (counts.length < 2 || !last || peak < MANY) return [];
    const isOver = last.count < peak / 2;
    return [
      seen(scene, {
        code: 'middleware.queue_backlog',
        about: { kind: 'Pod', namespace: log.namespace, name: log.pod },
        confidence: last.count >= (counts[0]?.count ?? 0) ? 0.74 : 0.5,
        quote: last.line.trim(),
        source: 'logs',
        at: msOfLine(last.line) ?? scene.now,
        current: !isOver && last.count >= MANY && isCurrentLine(scene, log, [last.line]),
        says: isOver
          ? `had a backlog (lag ${peak}); it drained and is back to normal (${last.count})`
          : `has a backlog that does not shrink (lag ${last.count}): messages pile up faster than they are consumed`,
      }),
    ];
  });
}
