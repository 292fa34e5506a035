import { type Family } from './family.js';

export const database: Family = {
  name: 'database',
  reads: ['objects', 'logs', 'metrics'],
  sayings: [
    {
      code: 'database.migration_failed',
      find: /dirty database version|\bdirty(?: state| version)?\b.{0,60}(?:migrat|version)|migrat\w{1,10}\b.{0,120}(?:fail|error|abort|incomplete|locked|could not|cannot|rolled back)|(?:fail\w{0,3}|error|could not|cannot|unable)\b.{0,80}\bmigrat|relation "[^"]{1,200}" does not exist|column "?[\w.]{1,200}"? (?:of relation "[^"]{1,200}" )?does not exist|no such (?:table|column)|Unknown column|Table '[^']{1,200}' doesn't exist|Undefined(?:Table|Column)|Invalid (?:object|column) name|Field not found in row|schema version mismatch/i,
      weight: 0.9,
      where: ['log', 'event'],
      says: () => 'does not fit the schema of its database: a migration failed or stopped half way',
    },
    {
      code: 'database.permission_denied',
      find: /permission denied for (?:table|relation|schema|sequence|database|function|view|column|language|type)|must be owner of|SQLSTATE:? ?\[?42501|\b42501\b|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|EXECUTE)\b.{0,20}(?:command|permission was) denied|role "[^"]{1,100}" does not exist|not authorized on \w+ to execute command|InsufficientPrivilege/i,
      weight: 0.94,
      where: ['log'],
      says: () => 'lacks a privilege in its database (permission denied for its role)',
    },
    {
      code: 'database.connections_exhausted',
      find: /too many (?:clients|connections)|remaining connection slots are reserved|max(?:imum)?[_ ]connections|QueuePool limit|Connection is not available, request timed out|(?:timeout|timed out|unable|cannot|could not|failed)\b.{0,60}(?:acquir|obtain|get)\w{0,4}\b.{0,40}connection|connection pool (?:is )?(?:exhausted|full|timed? ?out|limit)|no (?:free|available) connections?|ResourceRequest timed out|sorry, too many clients/i,
      weight: 0.91,
      where: ['log'],
      says: () =>
        'gets no connection to its database: all connections are taken (too many connections, pool exhausted)',
    },
    {
      code: 'database.slow_query',
      find: /slow query|duration: \d{4,}(?:\.\d+)? ms|canceling statement due to (?:statement|lock) timeout|Query_time: \d|lock wait timeout|long[- ]running query|query took \d|statement timeout|\bquery\b.{0,80}\b(?:took|elapsed|duration)\W{0,3}\d{4,}|deadlock detected/i,
      weight: 0.86,
      where: ['log'],
      says: () => 'waits for a slow query of its database',
    },
  ],
};
