import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const DATABASE_TEXTS: readonly Text[] = [
  ...texts(
    'database.connections_exhausted',
    'runs',
    `
{-1} com.mysql.cj.exceptions.CJException: Data source rejected establishment of connection,  message from server: "Too many connections"
{-1} FATAL: too many connections for role "app"
{-1} sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00
{-1} HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=22)
{-1} System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool. This may have occurred because all pooled connections were in use and max pool size was reached.
{-1} Npgsql.NpgsqlException: The connection pool has been exhausted, either raise 'Max Pool Size' (currently 20) or 'Timeout'
{-1} ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds; all pooled connections were in use
{-1} KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.
{-1} ERROR pgbouncer cannot connect to server: no more connections allowed (max_client_conn)
{-1} ERROR store: all 20 connections are busy, gave up after 30s
{-1} ERROR 1040 (HY000): Too many connections
{-1} FATAL: sorry, too many clients already
{-1} pq: remaining connection slots are reserved for non-replication superuser connections
{-1} r2dbc pool: Pending acquire queue has reached its maximum size of 16
{-1} ORA-00018: maximum number of sessions exceeded
{-1} MongoWaitQueueFullError: Too many threads are already waiting for a connection
{-1} pool timeout: 50/50 connections to postgres in use
{-1} FATAL: connection limit exceeded for non-superusers
{-1} User app already has more than 'max_user_connections' active connections
{-1} asyncpg: pool.acquire timed out, size=10 free=0
{-1} ERROR: too many connections for database "hub"
{-1} could not get a connection from the pool within 5s (20/20 in use)
{-1} ERROR no connection to pg-main left: 100 of 100 used
{-1} FATAL: sorry, too many clients already
`,
  ),
  ...texts(
    'database.migration_failed',
    'falls',
    `
alembic.util.exc.CommandError: Can't locate revision identified by '9f2c1a'
Error: P3009 ⏎  ⏎ migrate found failed migrations in the target database, new migrations will not be applied.
liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by api-77 (10.1.1.1) since 10/20/26, 9:01 AM
Liquibase: Update has failed. Migration failed for changeset db/7.sql::7::bob: Reason: ERROR: column "x" of relation "y" already exists
ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate
pymysql.err.ProgrammingError: (1146, "Table 'shop.order_tags' doesn't exist")
PSQLException: ERROR: column o.discount_id does not exist
sqlite3.OperationalError: no such table: jobs
Schema-validation: missing column [loyalty] in table [customers]
goose run: ERROR 00042_add_index.sql: failed to run SQL migration: deadlock detected
{-1.5} FATAL schema is at version 41, this program needs 43
{-1.5} migrate: step 0042_add_tax.sql failed: syntax error at or near "ALTR"
org.flywaydb.core.internal.exception.FlywayMigrateException: Script V7__idx.sql failed
knex: The migration directory is corrupt, the following files are missing: 20260912_x.js
Error: Migration "20260101" failed: duplicate column name: tax
ERROR [flyway] Found non-empty schema(s) "public" but no schema history table.
prisma: The column \`Order.tax\` does not exist in the current database. (P2022)
FATAL: migration 17 is dirty, refusing to continue
EF: Pending model changes; the migration 20261001 was not applied
{-1.6} ERROR migration 0043_readings failed: relation "readings" already exists
ERROR: schema version 42 is not compatible with this build, expected 44
{-1.6} FATAL migrations table says version 12 failed, fix it by hand
sequelize: ERROR: relation "Bookings" does not exist
{-1.6} ERROR applying 0019_add_index.up.sql: lock timeout; schema left dirty at 19
`,
  ),
  ...texts(
    'database.migration_failed',
    'runs',
    `
{-1} System.Data.SqlClient.SqlException: Invalid object name 'dbo.Tags'.
{-1} ERROR 1054 (42S22): Unknown column 'o.tax' in 'field list'
{-1} psycopg.errors.UndefinedTable: relation "tags" does not exist
{-1} ERROR: column "unit" of relation "readings" does not exist
`,
  ),
  ...texts(
    'database.permission_denied',
    'runs',
    `
{-1} psycopg2.errors.InsufficientPrivilege: permission denied for schema reporting
{-1} java.sql.SQLSyntaxErrorException: SELECT command denied to user 'app'@'10.1.1.1' for table 'invoices'
{-1} MongoServerError: not authorized on shop to execute command { insert: "orders" }
{-1} Microsoft.Data.SqlClient.SqlException: The SELECT permission was denied on the object 'Invoices', database 'shop', schema 'dbo'.
{-1} ORA-01031: insufficient privileges
{-1} ERROR: must be owner of table orders
{-1} (1044, "Access denied for user 'app'@'%' to database 'reports'")
{-1} DB::Exception: app: Not enough privileges. To execute this query, it's necessary to have the grant SELECT(id) ON shop.orders
{-1} ERROR: permission denied for sequence orders_id_seq
{-1} (1142, "INSERT command denied to user 'app'@'10.1.1.1' for table 'orders'")
{-1} user svc_report is not allowed to read table finance.payouts (missing grant SELECT)
{-1} com.datastax.oss.driver.api.core.servererrors.UnauthorizedException: User app has no SELECT permission on <table shop.orders> or any of its parents
{-1} ERROR:  permission denied for table payouts
{-1} role app_rw has no INSERT privilege on ledger.entries
{-1} ERROR 1227 (42000): Access denied; you need (at least one of) the SUPER privilege(s) for this operation
{-1} ERROR: permission denied for relation readings
{-1} user "hub" has insufficient privileges on table readings
{-1} ERROR: permission denied for schema audit
{-1} SELECT command denied to user 'ro'@'10.1.1.1' for table 'bookings'
`,
  ),
  ...texts(
    'database.slow_query',
    'slow',
    `
{-1} WARN  o.h.SQL_SLOW : Slow query: 8123 ms SELECT o1_0.id FROM orders o1_0 WHERE o1_0.note LIKE ?
{"t":{"$date":"{-1}"},"s":"I","c":"COMMAND","id":51803,"ctx":"conn88","msg":"Slow query","attr":{"type":"command","ns":"shop.orders","planSummary":"COLLSCAN","docsExamined":9100000,"durationMillis":9120}}
django.db.utils.OperationalError: canceling statement due to statement timeout
{-1} ERROR (1205, 'Lock wait timeout exceeded; try restarting transaction')
{-1} [warn] SLOW SQL >= 200ms [8.120s] [rows:12] SELECT * FROM \`orders\` WHERE note LIKE '%x%'
{-1} Microsoft.EntityFrameworkCore.Database.Command[20101] Executed DbCommand (8,412ms) [Parameters=[], CommandType='Text', CommandTimeout='30'] SELECT * FROM [Orders]
{-1} WARN db: statement took 7.8s: select * from visits where lower(mail) = ?
{"t":"{-1}","lvl":"warn","msg":"query slow","sql":"SELECT * FROM visits","ms":8120}
{pg:-1} [88] LOG:  duration: 12031.112 ms  statement: update accounts set total = total + 1
{pg:-1} [88] LOG:  process 88 still waiting for ShareLock on transaction 771 after 1000.102 ms
{-1} ERROR: canceling statement due to lock timeout
{-1} com.mysql.cj.jdbc.exceptions.MySQLTimeoutException: Statement cancelled due to timeout or client request
{-1} Execution Timeout Expired.  The timeout period elapsed prior to completion of the operation or the server is not responding. SqlException
{-1} rows=12 took=9120ms sql="SELECT * FROM visits WHERE note ILIKE $1"
{-1} [SLOW] db.visits.find {note: /x/} 8.8s docsExamined=2200000
{-1} Sequential scan on visits: report query ran 44 s
{-1} WARN slow query 5120ms: SELECT * FROM readings ORDER BY at
{-1} {"level":"warn","msg":"slow sql","elapsed":"6.2s","sql":"SELECT * FROM readings"}
{-1} query on readings took 8 seconds (full table scan)
{-1} WARN SELECT on bookings needed 9.4s (rows examined 12000000)
{-1} WARN db query 8120ms bookings.find_by_note
{-1} LOG: duration: 7212.4 ms  statement: SELECT count(*) FROM bookings
`,
  ),
  ...texts(
    'database.unreachable',
    'falls',
    `
psycopg2.OperationalError: connection to server at "pg-main" (10.1.1.1), port 5432 failed: Connection refused ⏎  Is the server running on that host and accepting TCP/IP connections?
Error: P1001: Can't reach database server at \`pg-main:5432\` ⏎  ⏎ Please make sure your database server is running at \`pg-main:5432\`.
SequelizeConnectionRefusedError: connect ECONNREFUSED 10.1.1.1:5432
com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure ⏎  ⏎ The last packet sent successfully to the server was 0 milliseconds ago.
pymongo.errors.ServerSelectionTimeoutError: mongo-0.mongo:27017: timed out (configured timeouts: socketTimeoutMS: 20000.0ms, connectTimeoutMS: 20000.0ms)
sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (2003, "Can't connect to MySQL server on 'mysql' ([Errno 111] Connection refused)")
failed to initialize database, got error dial tcp 10.1.1.1:3306: connect: connection refused
FATAL: the database system is starting up
ActiveRecord::ConnectionNotEstablished: connection to server at "10.1.1.1", port 5432 failed: Connection refused
com.datastax.oss.driver.api.core.AllNodesFailedException: Could not reach any contact point, make sure you've provided valid addresses (cassandra:9042)
{-1.5} FATAL store: no route to database ledger-db.prod:5432
django.db.utils.OperationalError: connection to server at "pg" (10.1.1.1), port 5432 failed: timeout expired
Doctrine\\DBAL\\Exception\\ConnectionException: SQLSTATE[HY000] [2002] Connection refused
gorm: failed to initialize database, got error failed to connect to \`host=pg user=app database=app\`: dial error (dial tcp 10.1.1.1:5432: connect: connection refused)
{-1.6} FATAL cannot reach database at pg-main:5432: timeout
{-1.6} FATAL database pg-main does not answer: dial tcp 10.1.1.1:5432: i/o timeout
`,
  ),
  ...texts(
    'database.unreachable',
    'runs',
    `
{-1} ERROR database gone: write tcp 10.1.1.1:5011->10.1.1.2:5432: broken connection; dial tcp 10.1.1.2:5432: connect: connection refused
{-1} MongoNetworkError: connect ECONNREFUSED mongo:27017
{-1} ORA-12541: TNS:no listener
{-1} Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.1.1.2:5432
{-1} Microsoft.Data.SqlClient.SqlException: A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.
{-1} org.postgresql.util.PSQLException: The connection attempt failed. Caused by: java.net.SocketTimeoutException: connect timed out
{-1} FATAL:  terminating connection due to administrator command; the database system is shutting down
{-1} ERROR: store: primary lost, postgres at pg-0 not answering: connection reset by peer
{-1} ERROR lost connection to MySQL server during query
{-1} Error: Connection terminated unexpectedly (postgres pg-main:5432)
{-1} ERROR MongoServerSelectionError: connect ECONNREFUSED 10.1.1.1:27017
{-1} ERROR the connection to the database was refused
`,
  ),
];
