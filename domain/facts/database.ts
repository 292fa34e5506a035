import { type Family } from './family.js';
import { holding } from './ingredients.js';

const EXHAUSTED =
  'gets no connection to its database: all connections are taken (too many connections, pool exhausted)';
const UNREACHED =
  /ECONNREFUSED|connection (?:to \S{1,200} )?refused|could not connect|no route to host|EHOSTUNREACH|Can't reach database/i;

export const database: Family = {
  name: 'database',
  reads: ['objects', 'logs', 'metrics'],
  sayings: [
    {
      code: 'database.migration_failed',
      find: /dirty database version|\bdirty(?: state| version)?\b.{0,60}(?:migrat|version)|migrat\w{1,10}\b.{0,120}(?:fail|error|abort|incomplete|locked|could not|cannot|rolled back|pending)|(?:fail\w{0,3}|error|could not|cannot|unable)\b.{0,80}\bmigrat|relation "[^"]{1,200}" does not exist|column "?[\w.]{1,200}"? (?:of relation "[^"]{1,200}" )?does not exist|no such (?:table|column)|Unknown column|Table '[^']{1,200}' doesn't exist|Undefined(?:Table|Column)|Invalid (?:object|column) name|Field not found in row|schema (?:version )?mismatch|schema[- ]validation: |missing (?:table|column) \[|PendingMigration|locate revision identified|change ?log lock|Validate failed: Migrations|Multiple head revisions|Error \d{1,3}: Migration|does not exist in the current database|no schema history table|\d_[\w-]{1,100}\.(?:up|down)?\.?sql\b.{0,60}(?:fail|error|timeout|abort)|schema (?:is |was )?(?:left )?dirty/i,
      weight: 0.92,
      where: ['log', 'event'],
      says: () => 'does not fit the schema of its database: a migration failed or stopped half way',
    },
    {
      code: 'database.migration_failed',
      find: holding(
        /\b(?:schema|migrations?)\b/,
        /\bis at (?:version|revision)|\bis dirty\b|\bno schema history|\bwas not applied|\b(?:needs|expects|requires|wants) (?:version |revision )?v?\d|\b(?:corrupt|mismatch|out of date|behind|too old|too new|incompatible|not compatible|half|partly|not applied|missing)\b/,
      ),
      weight: 0.84,
      where: ['log'],
      atStart: true,
      not: /schema-?registry|json schema|avro|openapi|graphql/i,
      says: () => 'does not fit the schema of its database: a migration failed or stopped half way',
    },
    {
      code: 'database.permission_denied',
      find: holding(
        /\b(?:table|view|schema|sequence|SELECT|INSERT|UPDATE|DELETE)\b/,
        /\bno (?:\w{2,20} )?(?:permission|privilege) on|missing (?:the )?(?:grant|privilege)|lacks? (?:the )?(?:\w{2,20} )?(?:grant|privilege)|(?:is )?not allowed to (?:read|write|select|insert|update|delete|alter|create)/,
      ),
      weight: 0.9,
      where: ['log'],
      says: () => 'lacks a privilege in its database (permission denied for its role)',
    },
    {
      code: 'database.permission_denied',
      find: /permission denied for (?:table|relation|schema|sequence|database|function|view|column|language|type)|must be owner of|SQLSTATE:? ?\[?42501|\b42501\b|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|EXECUTE|TRIGGER|INDEX)\b.{0,20}(?:command|permission was) denied|role "[^"]{1,100}" does not exist|not authorized on \w+ to execute command|InsufficientPrivilege|ORA-0?1031|insufficient privileges|not enough privileges|Access denied for user '[^']{0,100}'@'[^']{0,100}' to database|user lacks privilege|\bneed\b.{0,40}\bprivilege|permission was denied on the object/i,
      weight: 0.95,
      where: ['log'],
      says: () => 'lacks a privilege in its database (permission denied for its role)',
    },
    {
      code: 'database.slow_query',
      // A program that measures itself says how much of a request was the database's.
      find: /\b(?:db|sql|query|queries|database)_?(?:ms|time|millis|duration|took|latency)(?:_ms)?["']?\s?[=:]\s?"?(?:\d{4,}(?:\.\d+)?\b|\d{1,3}(?:\.\d+)? ?s\b)/i,
      weight: 0.7,
      where: ['log'],
      says: ([figure]) => `waits for a slow query of its database for most of each request (${figure})`,
    },
    {
      code: 'database.connections_exhausted',
      find: /too many (?:clients|connections)|remaining connection slots are reserved|max(?:imum)?[_ ](?:client[_ ]conn|pool size was reached)|max\w{0,4}[_ ](?:user[_ ])?connections\b.{0,30}\b(?:reached|exceeded|hit|active connections)|(?:reached|exceeded|hit)\b.{0,30}\bmax\w{0,4}[_ ](?:user[_ ])?connections|connection limit (?:was |is )?(?:exceeded|reached)|\b(?<all>\d{1,6})(?: of |\/)\k<all> connections\b|\bno connections?\b.{0,40}\bleft\b|no more connections allowed|maximum number of sessions|WaitQueueFull|waiting for a connection\b|Pending acquire queue|all (?:\d+ )?connections (?:are |were )?(?:busy|taken|in use)|all pooled connections (?:were|are) in use/i,
      weight: 0.93,
      where: ['log'],
      says: () => EXHAUSTED,
    },
    {
      code: 'database.connections_exhausted',
      find: /QueuePool limit|pool(?:\.acquire)? time(?:d )?-?out|Connection is not available, request timed out|(?:timeout|timed out|unable|cannot|could not|failed)\b.{0,60}(?:acquir|obtain|get|fetch)\w{0,4}\b.{0,40}connection(?! to)|connection pool (?:is |has been )?(?:exhausted|full|timed? ?out|limit)|no (?:free|available) connections?|ResourceRequest timed out|obtaining a connection from the pool/i,
      weight: 0.9,
      where: ['log'],
      // Nobody waits for a place in the pool for long but where the database answers.
      yields: UNREACHED,
      says: () => EXHAUSTED,
    },
    {
      code: 'database.slow_query',
      find: holding(
        /\bquer(?:y|ies)\b|\bstatement\b|\bsql\b|"sql"|docsExamined|\bdb\.\w{1,60}\.(?:find|aggregate|update)|\bselect\b.{1,200}\bfrom\b|\bSELECT on\b|\bupdate \w+ set\b|SqlException|MySQL/,
        /\bslow\b|\b(?:took|needed) (?:\d{2,}(?:\.\d+)?|[2-9](?:\.\d+)?) ?s|rows examined \d{6,}|\bran (?:\d{2,}|[2-9](?:\.\d+)?) ?s|\b\d{4,}(?:\.\d+)? ?ms\b|\bms["':= ]{1,3}\d{4,}|Execution Timeout|cancell?ed due to timeout|\block timeout/,
      ),
      weight: 0.84,
      where: ['log'],
      not: /slow[- _]?(?:query|sql) log (?:is )?(?:enabled|on|off|disabled)|threshold|graphql|connection (?:is not available|from the pool)|0 slow/i,
      says: () => 'waits for a slow query of its database',
    },
    {
      code: 'database.slow_query',
      find: /still waiting for \w{2,30}Lock on|deadlock (?:found|detected) when/,
      weight: 0.84,
      where: ['log'],
      says: () => 'waits for a lock of its database, which another statement holds (slow query)',
    },
    {
      code: 'database.slow_query',
      find: /slow[- _]?(?:query|sql|statement)\b|duration: \d{4,}(?:\.\d+)? ms|canceling statement due to (?:statement|lock) timeout|Query_time: \d|lock wait timeout|long[- ]running query|query took \d|statement timeout|\b(?:query|statement|DbCommand|SQL)\b.{0,80}\b(?:took|elapsed|duration|executed)\W{0,3}\d[\d,]{3,}|Executed DbCommand \(\d{1,3}(?:,\d{3})+ ?ms\)|(?<!sql migration: )deadlock detected|\bdb=\d{4,} ?ms|COLLSCAN/i,
      weight: 0.88,
      where: ['log'],
      not: /slow[- _]?(?:query|sql) log (?:is )?(?:enabled|on|off|disabled)|threshold/i,
      says: () => 'waits for a slow query of its database',
    },
  ],
};
