import { type Family, type Saying, seen } from './family.js';
import type { LogFile } from './bundle.js';
import type { Clue } from './fact.js';
import { hostsIn, peerOf } from './hosts.js';
import { isCurrentLine } from './line-age.js';
import type { Scene } from './scene.js';

/** An answer that a server gives to a client, and a lookup of a name, which never came to the peer. */
const ACCESS_LOG =
  /"(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) [^"]*" (?:401|403|5\d\d)|lookup \S+ on [\d.]+:53:|\bclient(?:_?(?:ip|addr\w*))?[=:] ?"?\d{1,3}(?:\.\d{1,3}){3}/;
const DATABASE =
  /postgres|mysql|mariadb|mongo|mssql|oracle|cockroach|cassandra|\bsql|\bdb\b|database|:(?:5432|3306|27017|1433|1521|26257|9042)\b|psycopg|jdbc|pgx|SequelizeConnection/i;

export const dependency: Family = {
  name: 'dependency',
  reads: ['objects', 'logs', 'metrics'],
  sayings: [
    says(
      'dependency.credentials_rejected',
      /\b535\b.{0,80}|Username and Password not accepted|password authentication failed|authentication fail(?:ed|ure)|auth(?:entication|orization)? (?:error|rejected|denied)|invalid (?:credentials?|api[- ]?key|access key|client secret|username or password|token)|bad credentials|Access denied for user|\b401\b.{0,40}unauthori[sz]ed|unauthori[sz]ed.{0,40}\b401\b|status(?: ?code)?["']?[=: ]{1,3}40[13]\b|\b403\b.{0,20}Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|AccessDenied|WRONGPASS|NOAUTH|invalid_grant|invalid_client|SASL authentication|token (?:has |is )?expired|credentials (?:were |are )?(?:rejected|expired|invalid)|login failed/i,
      0.9,
      'is refused by the service that it calls: its credentials are rejected (authentication failed)',
    ),
    says(
      'database.unreachable',
      new RegExp(
        `^(?=.*(?:${DATABASE.source}))(?=.*(?:ECONNREFUSED|connection (?:to \\S{1,200} )?refused|could not connect|ETIMEDOUT|timed? ?out|no route to host|EHOSTUNREACH|connection reset|Communications link failure|server closed the connection|shutting down|starting up|i/o timeout|unreachable))`,
        'is',
      ),
      0.84,
      'can not reach its database (connection refused or timed out)',
    ),
    says(
      'dependency.unreachable',
      /ECONNREFUSED|connection (?:to \S{1,200} )?refused|ETIMEDOUT|i\/o timeout|connect(?:ion)? timed? ?out|no route to host|EHOSTUNREACH|ECONNRESET|connection reset by peer|could not connect to|failed to connect|upstream connect error|no healthy upstream|context deadline exceeded/i,
      0.76,
      'can not reach a service that it calls (connection refused or timed out)',
    ),
    says(
      'dependency.erroring',
      /(?:upstream|downstream|from|calling|call to|request to|response|responded|returned|returns|received).{0,120}\b(?:50[0234]|5xx)\b|bad gateway|service unavailable|internal server error.{0,40}from/i,
      0.72,
      'gets errors (5xx) from a service that it calls',
    ),
    says(
      'dependency.slow',
      /(?:slow|took|waited|waiting|latency|elapsed).{0,60}\b(?:\d{4,}(?:\.\d+)? ?ms|\d{1,3}(?:\.\d+)? ?s(?:ec(?:onds)?)?)\b.{0,60}(?:call|upstream|response|request|service|from|to)|(?:call|upstream|response|request)\b.{0,80}(?:slow|took) \d|(?:read|response|request|client) time(?:d )?-?out/i,
      0.62,
      'waits for a service that answers too slowly',
    ),
  ],
  rules: [blamedPeers],
};

function says(code: Saying['code'], find: RegExp, weight: number, words: string): Saying {
  return { code, find, weight, where: ['log'], says: () => words, not: ACCESS_LOG };
}

/** Whoever is blamed in a log and is not well itself: the fault lies there, and goes on to its callers. */
function blamedPeers(scene: Scene): readonly Clue[] {
  const blames = scene.bundle.logs.flatMap((log) => {
    const from = scene.top({ kind: 'Pod', namespace: log.namespace, name: log.pod });
    const complaints = log.lines
      .filter((line) =>
        /refused|timed? ?out|\b50[234]\b|unreachable|ECONN|ETIMEDOUT|unavailable|deadline exceeded/i.test(line),
      )
      .slice(-60);
    return hostsIn(complaints.join('\n')).flatMap((host) => {
      const peer = peerOf(host, log.namespace, scene.find);
      const behind = peer && scene.neighbours(peer).find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
      return peer && behind && behind.name !== from.name
        ? [{ from, peer, behind, ...saidOf(scene, log, complaints, peer.name) }]
        : [];
    });
  });
  const callers = new Set(blames.map(({ from }) => from.name));
  return blames.flatMap(({ from, peer, behind, quote, current }) => {
    // The last of the chain is blamed by others and blames nobody.
    const isLast = !callers.has(behind.name);
    const isChain = isLast && blames.some((other) => other.behind.name === from.name);
    if (isChain && quote !== '')
      return [
        seen(scene, {
          code: 'dependency.cascading_failure',
          about: behind,
          related: [from, peer],
          confidence: 0.74,
          quote,
          source: 'logs',
          current,
          says: `fails first, and ${from.name} and its callers fail after it: a cascade along the chain of calls`,
        }),
      ];
    return [];
  });
}

function saidOf(scene: Scene, log: LogFile, complaints: readonly string[], name: string) {
  const quote = complaints.findLast((line) => line.includes(name)) ?? '';
  return { quote, current: isCurrentLine(scene, log, log.lines.slice(log.lines.lastIndexOf(quote))) };
}
