import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const CONFIG_TEXTS: readonly Text[] = [
  ...texts(
    'config.env_missing',
    'falls',
    `
Error: Missing required environment variables: DATABASE_URL, SESSION_SECRET
panic: required key API_TOKEN missing value
{go:-2} env: required environment variable "KAFKA_BROKERS" is not set
pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings ⏎ DATABASE_URL ⏎   Field required [type=missing, input_value={}, input_type=dict]
decouple.UndefinedValueError: SECRET_KEY not found. Declare it as envvar or define a default value.
django.core.exceptions.ImproperlyConfigured: Set the DATABASE_URL environment variable
KeyError: key not found: "REDIS_URL"
** (System.EnvError) could not fetch environment variable "SECRET_KEY_BASE" because it is not set
error: Environment variable not found: DATABASE_URL. ⏎   -->  schema.prisma:8
Error: Config validation error: "JWT_SECRET" is required
thread 'main' panicked at src/main.rs:12:45: ⏎ DATABASE_URL must be set: NotPresent
level=fatal msg="environment variable GITHUB_APP_ID not found"
error: database is uninitialized and superuser password is not specified. ⏎        You must specify POSTGRES_PASSWORD to a non-empty value for the ⏎        superuser.
entrypoint.sh: line 4: S3_BUCKET: unbound variable
/start.sh: 3: UPSTREAM_HOST: parameter not set
System.ArgumentNullException: Value cannot be null. Environment variable "ServiceBus__ConnectionString" is missing
{-1.6} FATAL settlement 3.4.1: LEDGER_REGION is not configured, refusing to start
{"t":"{-1.6}","lvl":"fatal","msg":"missing setting","name":"SMTP_FROM"}
{-1.6} level=fatal msg="mandatory variable BUCKET_NAME has no value"
{-1.6} E main.rs:31 expected env var \`FEED_TOKEN\`, found none
{-1.6} panic: env FEED_TOKEN: not present
Error: The APP_KEY environment variable must be set.
{-1.6} FATAL: $PGHOST unset
{-1.6} Missing configuration: PAYMENT_API_URL. Exiting.
ERROR: you need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD
raise ImproperlyConfigured("The SECRET_KEY setting must not be empty.") ⏎ django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.
{-1.5} ERROR boot: nothing set for ROUTING_KEY_PREFIX
{-1.5} fatal config: required value "apiToken" missing (env API_TOKEN)
error: option --token or environment variable HUB_TOKEN is required
Uncaught Error: Environment variable 'SENTRY_DSN' was not found
{-1.5} FATAL no WAREHOUSE_ID in the environment
java.lang.IllegalStateException: Required environment variable CACHE_HOST is null
Caused by: io.smallrye.config.ConfigValidationException: SRCFG00014: The config property app.token is required but it could not be found in any config source
quarkus: Failed to load config value of type class java.lang.String for: PAY_KEY
{-1.6} ERROR  sensor-hub: HUB_REGION must not be blank
{-1.6} fatal: could not find TENANT_ID in environment
Error: JWT_PRIVATE_KEY is undefined. Did you forget to set it?
{"level":"fatal","error":"missing required config","fields":["MAIL_FROM","MAIL_HOST"]}
envconfig.Process: required key STORE_BUCKET missing value
thread main panicked: environment variable not found: NotPresent, name STORE_BUCKET
{-1.6} critical: environment lacks WEBHOOK_SECRET
AssertionError: set DATABASE_URL before starting
{-1.6} FATAL boot aborted: variable QUEUE_URL was not supplied
ValueError: TELEGRAM_TOKEN is empty
`,
  ),
  ...texts(
    'config.invalid_value',
    'falls',
    `
invalid log level: "verbos"
panic: parse "htp//api:80 80": first path segment in URL cannot contain colon
ValueError: invalid literal for int() with base 10: '30s'
Error loading config file: yaml: line 14: mapping values are not allowed in this context
level=error msg="Loading configuration file failed" file=/etc/prometheus/prometheus.yml err="parsing YAML file: yaml: unmarshal errors:\\n  line 22: field scrape_intervall not found in type config.ScrapeConfig"
Failed to bind properties under 'server.port' to java.lang.Integer: ⏎  ⏎     Property: server.port ⏎     Value: "80a" ⏎     Reason: failed to convert java.lang.String to java.lang.Integer
*** FATAL CONFIG FILE ERROR (Redis 7.4.0) *** ⏎ Reading the configuration file, at line 12 ⏎ >>> 'maxmemory 2gbb' ⏎ Bad directive or wrong number of arguments
[ALERT] (1) : config : parsing [/usr/local/etc/haproxy/haproxy.cfg:31] : unknown keyword 'balence' in 'backend' section
2026-10-20 09:58:11.001 UTC [1] FATAL:  configuration file "/etc/postgresql.conf" contains errors ⏎ 2026-10-20 09:58:11.001 UTC [1] LOG:  unrecognized configuration parameter "shared_bufferz" in file "/etc/postgresql.conf" line 3
zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key Europe/Berln'
java.lang.IllegalArgumentException: No enum constant com.acme.Mode.FASTT
Error: "PORT" must be a number, got "http"
{"level":"fatal","msg":"bad config","err":"json: cannot unmarshal string into Go struct field Config.workers of type int"}
ERROR: [config] time: unknown unit "sec" in duration "30sec"
Error: error initializing configuration: '/etc/fluent-bit/fluent-bit.conf' [error] [config] section 'outputt' tried to instance a plugin name that don't exists
error initializing envoy: Unable to parse JSON as proto (INVALID_ARGUMENT: no such field: 'connect_timeot')
com.fasterxml.jackson.core.JsonParseException: Unexpected character ('}' (code 125)): was expecting double-quote to start field name, in /config/app.json
org.yaml.snakeyaml.scanner.ScannerException: while scanning for the next token found character '\\t(TAB)' that cannot start any token, in application.yaml
toml: line 9 (last key "limits"): expected value but found "=" instead
unable to parse config: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
{-1.6} FATAL cannot start: retention "45dd" is not a duration
{-1.6} error listen address "0.0.0.0:99999": port out of range
{-1.6} fatal: option max_workers=-4 rejected: has to be at least 1
{-1.6} config error in /etc/app/app.toml: expected an integer for "limit", got "ten"
{-1.6} fatal malformed endpoint "http:/search:9200"
level=error msg="error parsing flag" flag=--sample-rate err="strconv.ParseFloat: parsing \\"1,0\\": invalid syntax"
{-1.6} FATAL feature "dark-mode" of features.yaml refers to unknown audience "beta2" ⏎ {-1.5} FATAL configuration rejected
Error: Invalid configuration object. Webpack has been initialized using a configuration object that does not match the API schema.
pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings ⏎ pool_size ⏎   Input should be a valid integer, unable to parse string as an integer [type=int_parsing, input_value='ten']
Failed to start: unsupported storage backend "s4" (choose one of s3, gcs, file)
ts=2026-10-20T09:58:00Z caller=main.go:42 level=error msg="Unsuccessful loading of config" err="undefined receiver \\"team-pager\\" used in route"
error: failed to load config /etc/loki/local-config.yaml: line 12: field retention_perod not found in type config
{-1.5} FATAL tz "Mars/Base": no such time zone
{-1.5} cannot use 0 as batch size
{-1.5} fatal: threshold 1.4 is larger than 1
Error: Cannot parse schedule "every day": expected 5 fields
{-1.5} error: mode "turbo" is not known, use fast or safe
regexp: Compile(\`[a-z\`): error parsing regexp: missing closing ]: \`[a-z\`
java.util.regex.PatternSyntaxException: Unclosed character class near index 3 in property route.match
Error: dial target "postgres//db": missing scheme
Duplicate key \`server\` in /app/application.yml, line 20
nginx: [emerg] "worker_processes" directive invalid value in /etc/nginx/nginx.conf:2
Config file /etc/traefik/traefik.yml: field not found, node: entrypoints2
[error] [input:tail:tail.0] parser 'dokcer' is not registered ⏎ [error] [engine] configuration failed
{-1.6} ERROR sensor-hub: invalid interval "5 minute"
{-1.6} fatal: could not parse broker list "b1:9092;b2:9092"
{"level":"fatal","error":"invalid setting","key":"cache.ttl","value":"soon"}
yaml.scanner.ScannerError: mapping values are not allowed here in "/etc/app/rules.yaml", line 7
Error: config key "retries" should be a number
panic: unable to parse RATE_LIMIT="ten": strconv.Atoi: parsing "ten": invalid syntax
SyntaxError: Unexpected token } in JSON at position 88 while parsing /etc/app/flags.json
level=fatal msg="bad storage url" url="s3:/bucket" err="host is empty"
{-1.6} FATAL boot aborted: QUEUE_URL "amqp//rabbit" has no scheme
{-1.6} FATAL limits.yaml:12: unknown unit "MegaBytes"
ERROR: could not load /etc/app/config.json: Expecting ',' delimiter: line 9 column 3
{-1.6} fatal: log.level: "chatty" is none of debug, info, warn, error
java.time.format.DateTimeParseException: Text '30 s' cannot be parsed to a Duration
System.FormatException: The input string 'abc' was not in a correct format. (config: Limits:Max)
`,
  ),
  ...texts(
    'config.key_missing',
    'waits CreateContainerConfigError',
    `
couldn't find key DB_HOST in ConfigMap shop/api-config
`,
  ),
];
