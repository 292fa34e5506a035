import { type Family, type Saying, seen } from './family.js';
import type { LogFile } from './bundle.js';
import { spreading } from './behaviour.js';
import type { Clue } from './fact.js';
import { hostsIn, peerOf } from './hosts.js';
import { holding } from './ingredients.js';
import { isCurrentLine } from './line-age.js';
import type { Scene } from './scene.js';
import { longestSpans } from './spans.js';

/** An answer that a server gives to a client, and a lookup of a name, which never came to the peer. */
const ACCESS_LOG =
  /"(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) [^"]*" (?:401|403|5\d\d)|lookup \S+ on [\d.]+:53:|(?<!upstream.{0,200})\bclient(?:_?(?:ip|addr\w*))?[=:](?!.{0,400}upstream) ?"?\d{1,3}(?:\.\d{1,3}){3}/;
const DATABASE =
  /postgres|mysql|mariadb|mongo|mssql|oracle|cockroach|cassandra|clickhouse|\bsql|\bdb\b|[-_.]db\b|database|(?::|port )(?:5432|3306|27017|1433|1521|26257|9042)\b|psycopg|npgsql|SqlException|ORA-\d|TNS:|jdbc|pgx|pymysql|SequelizeConnection|ActiveRecord|sqlalchemy|Hikari|contact point/i;
const UNREACHED =
  /ECONNREFUSED|connection (?:to \S{1,200} )?refused|could not connect|can(?:'t|not) (?:connect|reach)|could not reach|ETIMEDOUT|connect\w{0,8}\b.{0,60}timed? ?out|timed? ?out.{0,40}connect|: timed out|no route to host|EHOSTUNREACH|connection reset|Communications link failure|server closed the connection|shutting down|starting up|in recovery mode|not accepting connections|i\/o timeout|unreachable|Failed to (?:establish|connect)|no listener|was refused|lost connection|terminated unexpectedly|connection (?:was )?(?:closed|terminated|lost)|no route to|network-related or instance-specific|connection attempt failed/i;

export const dependency: Family = {
  name: 'dependency',
  reads: ['objects', 'logs', 'metrics'],
  sayings: [
    notWhen(
      /is forbidden: |cannot (?:list|get|watch|create|update|patch|delete) resource/,
      says(
        'dependency.credentials_rejected',
        /\b535\b.{0,80}|Username and Password not accepted|password authentication failed|authentication (?:has )?fail(?:ed|ure)|auth(?:entication|orization)? (?:error|rejected|denied|required)|Authentication\w{0,10}(?:Error|Exception)\b|unable to authenticate|invalid (?:credentials?|api[- ]?key|access key|client secret|username or password|username-password|token)|(?:bad|wrong) credentials|(?:client )?secret(?: keys?)?\b.{0,30}\b(?:is|are|has|have)? ?expired|\bauth failed\b|Permission denied \((?:publickey|password|keyboard)|Access denied for user|\b401\b.{0,40}unauthori[sz]ed|unauthori[sz]ed.{0,40}\b401\b|status ?code["']?[=: ]{1,3}40[13]\b|(?:answered|responded|returned|returns|got|received|HTTP|Code)\b.{0,30}\b40[13]\b|(?:https?:\/\/|upstream|provider|\bapi\.).{0,200}\bstatus["']?[=: ]{1,3}40[13]\b|status["']?[=: ]{1,3}40[13]\b.{0,200}(?:https?:\/\/|upstream|provider)|\b403\b.{0,20}Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|\bAccessDenied(?!Exception: \/)|Access Denied\b.{0,20}\b40[13]\b|\b40[13]\b.{0,20}Access Denied|WRONGPASS|NOAUTH|invalid_grant|invalid_client|unauthorized_client|SASL authentication|SaslAuthentication|token (?:has |is )?expired|Authorization Violation|refused (?:the|our|its) (?:key|token|login|password|credentials)|(?:KEY|TOKEN|CREDENTIALS?|SECRET)_(?:REVOKED|EXPIRED|INVALID)|(?:credentials?|api[- ]?key|password)\b.{0,20}\b(?:were |are |was |is |has been |has )?(?:rejected|refused|expired|revoked|invalid)\b|Login failed for user|ACCESS_REFUSED|login was refused/i,
        0.9,
        'is refused by the service that it calls: its credentials are rejected (authentication failed)',
      ),
    ),
    says(
      'database.unreachable',
      new RegExp(`^(?=.*(?:${DATABASE.source}))(?=.*(?:${UNREACHED.source}))`, 'is'),
      0.84,
      'can not reach its database (connection refused or timed out)',
    ),
    says(
      'dependency.unreachable',
      /ECONNREFUSED|connection (?:to \S{1,200} )?refused|ETIMEDOUT|dial (?:tcp|udp)?.{0,120}(?:i\/o timeout|deadline exceeded)|(?<!read (?:tcp|udp).{0,120})i\/o timeout|connect(?:ion)? timed? ?out|Connect ?Timeout|no route to host|EHOSTUNREACH|ECONNRESET|connection reset by peer|(?:could not|can(?:'t|not)|unable to|failed to) (?:connect|open (?:tcp )?connection)\b(?! timeout)|Connect call failed|ClientConnectorError|could not be established|Failed to establish a new connection|no (?:healthy|live) upstreams?|upstream connect error|connection_failure|no (?:answer|response|reply) from|lost connection|gave up connecting|actively refused|connection\b.{0,40}\bwas refused|circuit\w*(?: '[^']{1,80}')? (?:is )?(?:now )?open|produced zero addresses|(?:broker|server|peer|gateway|endpoint)\b.{0,40}\b(?:offline|not reachable|not answering)|Broker may not be available|No Brokers available|network is unreachable/i,
      0.76,
      'can not reach a service that it calls (connection refused or timed out)',
    ),
    {
      code: 'dependency.unreachable',
      // A proxy says why it answered so: no host, or no connection to one.
      find: /" 503 (?:UF|UH|URX|UC|LH|NC)\b/,
      weight: 0.76,
      where: ['log'],
      says: () => 'can not reach a service that it calls (connection refused: no healthy upstream)',
    },
    {
      code: 'dependency.credentials_rejected',
      find: holding(
        /\b(?:authenticat\w{1,4}|login|credentials?|passwords?|api key|access key|token|signature)\b/,
        /\b(?:failed|refused|rejected|mismatch|denied|disabled|invalid|revoked|expired|wrong)\b/,
        /\b(?:with|to|from|by) (?:the )?\w{2,30}\b|provider|broker|upstream|partner|vendor|gateway|registry|https?:\/\//,
      ),
      weight: 0.76,
      where: ['log'],
      not: /"(?:GET|POST|PUT|HEAD|DELETE|PATCH) |certificate|x509|is forbidden: |\buser=|\blogin failed\b|csrf|database|\bfrom \d{1,3}\.\d|for (?:user|account|customer)\b/i,
      says: () => 'is refused by the service that it calls: its credentials are rejected (authentication failed)',
    },
    {
      code: 'dependency.slow',
      find: holding(
        /\b(?:upstream|downstream|peer|callee|remote|dependency)\b/,
        /\bslow\b|\bms["':= ]{1,3}\d{4,}|_ms["':= ]{1,3}\d{4,}/,
      ),
      weight: 0.68,
      where: ['log'],
      says: () => 'waits for a service that answers too slowly',
    },
    {
      code: 'dependency.slow',
      find: /" 504 (?:UT|SI|DT)\b|\bresponse_timeout\b/,
      weight: 0.7,
      where: ['log'],
      says: () => 'waits for a service that answers too slowly (timeout of the upstream)',
    },
    says(
      'dependency.erroring',
      /(?:upstream|downstream|from|calling|call to|request to|request for|response|responded|answered|replied|said|gave|returned|returns|received|status code|for url)\b.{0,120}\b(?:50[0234]|5xx|429)\b|https?:\/\/(?=(?<url>[^\s"',)}\]<>]{1,200}))\k<url>.{0,120}\b(?:50[0234]|5xx|429)\b|\b50[0234]\b.{0,80}\b(?:for url|on (?:GET|POST|PUT|DELETE|PATCH) request|during \[|from|calling|https?:\/\/)|bad gateway|service (?:is )?(?:currently |temporarily )?unavailable|Error 50[0234]:|(?:failed|fails) with (?:HTTP |status |code )?50[0234]\b|internal server error.{0,40}from|\b(?:status code|does not indicate success)\b.{0,12}\b5\d\d\b|code = (?:Internal|Unknown|DataLoss|Unavailable|ResourceExhausted) desc|\b429\b.{0,20}Too Many Requests/i,
      0.72,
      'gets errors (5xx, or 429 for too many requests) from a service that it calls',
    ),
    notWhen(
      /\bdial\b|connect(?:ion|ing)? (?:to|timed)/i,
      says(
        'dependency.slow',
        /(?:slow|took|waited|waiting|latency|elapsed).{0,60}\b(?:\d{4,}(?:\.\d+)? ?ms|\d{1,3}(?:\.\d+)? ?s(?:ec(?:onds)?)?)\b.{0,60}(?:call|upstream|response|request|service|from|to)|(?:call|upstream|response)\b.{0,80}(?:slow|took) \d|(?:slow|long)\b.{0,20}(?:call|upstream|downstream|peer).{0,120}\b\d{4,} ?ms|(?:upstream|peer|callee)_?(?:ms|time|took)["']?[=:] ?\d{4,}|(?:read|response|request|client) ?_?time(?:d )?-?_?out|deadline ?exceeded|timeout of \d+ ?ms exceeded|Client\.Timeout exceeded|" 504 UT\b|timed? ?out\b.{0,60}(?:while reading|calling|waiting for|awaiting|from)|timeout after \d.{0,40}calling|\bneeded (?:\d{4,} ?ms|[2-9](?:\.\d+)? ?s|\d{2,} ?s)|deadline of \d{1,6} ?m?s (?:was )?exceeded|span [\w./-]{1,80} \d{4,} ?ms|did not (?:answer|respond|reply) (?:with)?in\b|(?:slow|late) (?:dependency|peer|callee|service|backend|upstream)|HttpClient\.Timeout|\b(?:call|request|rpc)\b.{0,60}\btimed? ?out after|\b(?:call|request|rpc)\b.{0,40}\bexceeded \d{1,6} ?m?s\b|https?:\/\/(?=(?<at>[^\s"',)}\]<>]{1,200}))\k<at>.{0,40}\bin \d{4,} ?ms|gateway time-?out|read (?:tcp|udp).{0,120}i\/o timeout/i,
        0.7,
        'waits for a service that answers too slowly',
      ),
    ),
  ],
  rules: [blamedPeers, longestSpans, spreading],
};

function says(code: Saying['code'], find: RegExp, weight: number, words: string): Saying {
  return { code, find, weight, where: ['log'], says: () => words, not: ACCESS_LOG };
}

function notWhen(not: RegExp, saying: Saying): Saying {
  return { ...saying, not: new RegExp(`${ACCESS_LOG.source}|${not.source}`, not.flags) };
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
