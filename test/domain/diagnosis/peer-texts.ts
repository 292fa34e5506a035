import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const PEER_TEXTS: readonly Text[] = [
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
`,
  ),
  ...texts(
    'dependency.credentials_rejected',
    'runs',
    `
{-1} AxiosError: Request failed with status code 401 url=https://api.vendor.example/v1
{-1} ERROR Vault: Error making API request. URL: PUT https://vault:8200/v1/auth/kubernetes/login Code: 403. Errors: * permission denied
{-1} pymysql.err.OperationalError: (1045, "Access denied for user 'app'@'10.1.1.1' (using password: YES)")
{-1} ERROR org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512
{-1} ReplyError: WRONGPASS invalid username-password pair or user is disabled.
{-1} MongoServerError: Authentication failed.
{-1} ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.
{-1} oauth2: "invalid_client" "Client secret expired" POST https://login.example/token
{-1} com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken)
{-1} StripeAuthenticationError: Invalid API Key provided: sk_live_***
{-1} Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'svc_app'.
{-1} elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception', 'unable to authenticate user [app] for REST request')
{-1} ERROR upload: storage said 403 SignatureDoesNotMatch
{-1} level=error msg="license server refused the key" code=KEY_REVOKED
{-1} 401 Client Error: Unauthorized for url: https://api.crm.example/v2/contacts
{-1} OAuth token request failed: {"error":"invalid_grant","error_description":"Token has been expired or revoked."}
{-1} ldap: Result Code 49 "Invalid Credentials": 80090308: LdapErr: DSID-0C090439
{-1} ERROR [kafka] SASL SCRAM SHA256 authentication failed: Bad username or password
{-1} NOAUTH Authentication required.
{-1} nats: Authorization Violation
{-1} smtplib.SMTPAuthenticationError: (535, b'5.7.139 Authentication unsuccessful')
{-1} Error: HTTP 403 from vault: permission denied (invalid token)
{-1} git: remote: HTTP Basic: Access denied. fatal: Authentication failed for https://git.example/a.git
{-1} ERROR partner-sync: our API key was revoked (HTTP 401)
{-1} azure: AADSTS7000222: The provided client secret keys for app are expired.
{-1} google.auth.exceptions.RefreshError: invalid_grant: Invalid JWT Signature.
{-1} rsync: @ERROR: auth failed on module backups
{-1} ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain
{-1} sftp.partner.example: Permission denied (publickey,password).
{-1} AmqpAuthenticationException: ACCESS_REFUSED
{-1} ERROR upload refused: 401 Unauthorized from storage.example
{-1} payment provider: invalid API key
{-1} authentication with broker failed: user "svc" password mismatch
{-1} {"level":"error","provider":"sms","status":403,"error":"key disabled"}
`,
  ),
  ...texts(
    'dependency.erroring',
    'runs',
    `
{-2} ERROR POST http://billing/charge returned 503 ⏎ {-1} ERROR POST http://billing/charge returned 503
{-1} AxiosError: Request failed with status code 500 url=http://billing/charge
{-1} org.springframework.web.client.HttpServerErrorException$InternalServerError: 500 Internal Server Error on POST request for "http://billing/charge"
{-1} requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: http://billing/charge
{-1} System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable). http://billing
{-1} feign.FeignException$ServiceUnavailable: [503 Service Unavailable] during [GET] to [http://billing/v1] [BillingClient#get()]
{-1} rpc error: code = Internal desc = billing: ledger corrupted, from peer billing:9090
{-1} ERROR partner api replied 500: {"error":"internal"} ⏎ {-0.5} ERROR partner api replied 500: {"error":"internal"}
{-1} WARN upstream catalog gave status=503 after 3 tries
{-1} level=error msg="webhook delivery failed" url=https://hooks.partner.example status=500
{-1} googleapi: Error 503: The service is currently unavailable., backendError
{-1} UnexpectedResponse: search-service: HTTP 500 while querying index products
{-1} ERROR tax service failed with 500 on /calc ⏎ {-0.5} ERROR tax service failed with 500 on /calc
{-1} got HTTP 502 from https://maps.example/route
{-1} remote: { "status": 503, "title": "Service Unavailable" } while calling inventory
{-1} ERROR call to tariff-api failed: HTTP 500 Internal Server Error
{-1} {"level":"error","upstream":"tariff-api","status":503,"msg":"upstream error"}
{-1} tariff-api returned an unexpected status: 502 Bad Gateway
`,
  ),
  ...texts(
    'dependency.slow',
    'slow',
    `
{-2} java.net.SocketTimeoutException: Read timed out calling http://billing/v1 ⏎ {-1} java.net.SocketTimeoutException: Read timed out calling http://billing/v1
{go:-1} [error] 31#31: *9 upstream timed out (110: Operation timed out) while reading response header from upstream, upstream: "http://10.43.1.1:80/"
{-1} requests.exceptions.ReadTimeout: HTTPConnectionPool(host='billing', port=80): Read timed out. (read timeout=5)
[{-1}] "GET /a HTTP/1.1" 504 UT "-" "-" 0 24 15000 - "outbound|80||billing.shop.svc.cluster.local" response_timeout
{-1} WARN slow upstream: POST http://billing/charge took 8123ms
{-1} ERROR rpc error: code = DeadlineExceeded desc = context deadline exceeded calling billing.v1.Charge
{-1} AxiosError: timeout of 5000ms exceeded url=http://billing/charge
{-1} ERROR Get "http://billing/charge": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
{-2} WARN call to scoring took 6.4s (budget 800ms) ⏎ {-1} WARN call to scoring took 6.9s (budget 800ms)
{-1} level=warn msg="slow dependency" peer=scoring p95=5.1s
{"t":"{-1}","lvl":"warn","route":"/quote","ms":5120,"spans":{"scoring":5003,"quote":84}}
{-1} net/http: request canceled (Client.Timeout exceeded while awaiting headers) https://api.scoring.example
{-1} TimeoutError: scoring did not answer within 5000ms
{-1} httpx.ReadTimeout: The read operation timed out
{-1} The HttpClient request to http://scoring was canceled due to the configured HttpClient.Timeout of 10 seconds elapsing.
{-1} WARN waited 7200 ms for inventory
{-1} inventory call exceeded 5s, giving up
{-1} io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: deadline exceeded after 4.99s. remote_addr=inventory/10.1.1.1:50051
{-1} WARN GET http://inventory/v1 -> 200 in 6881ms
{-1} Gateway timeout while talking to inventory (504)
{-1} WARN call to tariff-api took 4210 ms
{-1} {"level":"warn","msg":"upstream slow","upstream":"tariff-api","duration_ms":5210}
{-1} request to tariff-api timed out after 5000ms
{-1} ERROR timeout waiting for tariff-api (5s)
`,
  ),
  ...texts(
    'dependency.unreachable',
    'runs',
    `
{-2} ERROR java.net.ConnectException: Connection refused (Connection refused) http://billing:8080/v1 ⏎ {-1} ERROR java.net.ConnectException: Connection refused (Connection refused) http://billing:8080/v1
{-1} requests.exceptions.ConnectionError: HTTPConnectionPool(host='billing', port=80): Max retries exceeded with url: /v1 (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))
{go:-1} [error] 31#31: *812 connect() failed (111: Connection refused) while connecting to upstream, client: 10.1.1.1, server: _, request: "GET / HTTP/1.1", upstream: "http://10.43.1.1:80/"
[{-1}] "GET /a HTTP/1.1" 503 UF,URX "-" "-" 0 91 "outbound|80||billing.shop.svc.cluster.local" upstream_reset_before_response_started{connection_failure}
{-1} error: dial tcp 10.1.1.1:6379: connect: no route to host
{-1} System.Net.Http.HttpRequestException: Connection refused (billing:80) ⏎  ---> System.Net.Sockets.SocketException (111): Connection refused
{-1} ERROR aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host billing:80 ssl:default [Connect call failed ('10.1.1.1', 80)]
{-1} Faraday::ConnectionFailed (Failed to open TCP connection to billing:80 (Connection refused - connect(2) for "billing" port 80))
{-1} WARN [Producer clientId=p] Connection to node -1 (kafka-0.kafka/10.1.1.1:9092) could not be established. Broker may not be available. (org.apache.kafka.clients.NetworkClient)
{-1} io.grpc.StatusRuntimeException: UNAVAILABLE: io exception; Caused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: finishConnect(..) failed: Connection refused: billing/10.1.1.1:50051
{-1} ERROR amqp: dial: Exception (501) Reason: "EOF"; retrying connection to broker rabbit:5672 failed: connection refused
{-1} ERROR curl: (7) Failed to connect to billing port 80 after 2 ms: Couldn't connect to server
{-3} WARN  pricing: no answer from rates.internal:7000 (connection refused), 12 attempts ⏎ {-1} WARN  pricing: no answer from rates.internal:7000 (connection refused), 13 attempts
{-1} ERROR lost connection to mqtt.plant.example:8883: EOF, reconnect failed: connect timeout
{-2} level=error msg="push failed" target=https://hooks.partner.example err="connect: network is unreachable"
{-1} [ERROR] redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to any host resolved for DNS name.
{-1} redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.
{-1} Error: connect EHOSTUNREACH 10.9.9.9:443
{-1} elastic_transport.ConnectionError: Connection error caused by: NewConnectionError(Failed to establish a new connection: [Errno 111] Connection refused)
{-1} Polly.CircuitBreaker.BrokenCircuitException: The circuit is now open and is not allowing calls. http://billing
{-1} CallNotPermittedException: CircuitBreaker 'billing' is OPEN and does not permit further calls
{-1} rpc error: code = Unavailable desc = name resolver error: produced zero addresses
{-2} ERROR notify: cannot reach sms gateway 203.0.113.5:2775: connection timed out ⏎ {-1} ERROR notify: cannot reach sms gateway 203.0.113.5:2775: connection timed out
{-1} io.nats.client: Unable to connect to NATS servers: nats://nats:4222
{-1} org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms. Connection to node 1 could not be established
{-1} Temporal: failed reaching server: last connection error: dial tcp 10.1.1.1:7233: connect: connection refused
{-1} error sending request for url (http://billing/): error trying to connect: tcp connect error: Connection refused (os error 111)
{-1} MQTT: connack not received, broker mqtt.plant offline
{-1} ERROR sensor-hub: connection to gateway.plant.example:1883 refused
{-1} error contacting inventory: connect ETIMEDOUT 10.43.8.8:8080
{-1} Could not connect to Redis at cache:6379: Connection refused
{-1} {"level":"error","msg":"publish failed","error":"dial tcp 10.43.2.2:4222: connect: connection refused"}
{-1} upstream connect error or disconnect/reset before headers. reset reason: connection failure
`,
  ),
];
