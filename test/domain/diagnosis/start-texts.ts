import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const START_TEXTS: readonly Text[] = [
  ...texts(
    'certificate.untrusted|image.registry_unreachable|image.pull_failed',
    'waits ErrImagePull',
    `
Failed to pull image "reg.local/a:1": failed to do request: Head "https://reg.local/v2/a/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority
`,
  ),
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
`,
  ),
  ...texts(
    'config.key_missing',
    'waits CreateContainerConfigError',
    `
couldn't find key DB_HOST in ConfigMap shop/api-config
`,
  ),
  ...texts(
    'container.command_invalid',
    'falls',
    `
Error: unknown command "servee" for "hugo" ⏎ Run 'hugo --help' for usage.
error: unknown flag: --log-levl ⏎ Usage: ⏎   controller [flags]
usage: worker.py [-h] --queue QUEUE [--threads N] ⏎ worker.py: error: the following arguments are required: --queue
Unrecognized VM option 'UseConcMarkSweepGC' ⏎ Error: Could not create the Java Virtual Machine. ⏎ Error: A fatal exception has occurred. Program will exit.
error: unexpected argument '--portt' found ⏎  ⏎   tip: a similar argument exists: '--port' ⏎  ⏎ Usage: api --port <PORT>
redis-server: /entry.sh: line 9: unexpected EOF while looking for matching \`"'
node: bad option: --max-old-space-sizee=512
error: unrecognized option "shared_bufferz"
unknown subcommand 'wrker', did you mean 'worker'?
Usage: queue-runner [OPTIONS] QUEUE ⏎ Try 'queue-runner --help' for help. ⏎  ⏎ Error: Missing argument 'QUEUE'.
Error: No such option: --concurency Did you mean --concurrency?
/entrypoint.sh: line 12: syntax error near unexpected token \`fi'
sh: 1: Syntax error: Unterminated quoted string
error: Found argument '--prot' which wasn't expected, or isn't valid in this context
flags: unknown flag --replcas; invalid argument "10x" for "--replicas" flag: strconv.ParseInt: parsing "10x": invalid syntax
unrecognized arguments: --workres 4
Incorrect Usage: flag provided but not defined: -databse
ERROR: unknown option -- z
api: expected exactly one positional argument, got 3. See api --help
`,
  ),
  ...texts(
    'container.command_invalid|container.command_not_found|app.startup_error',
    'falls',
    `
Error: Could not find or load main class com.acme.Mian
`,
  ),
  ...texts(
    'container.command_not_found',
    'falls',
    `
/bin/sh: 1: gunicorn: not found
bash: line 1: /opt/app/start.sh: No such file or directory
standard_init_linux.go:228: exec user process caused: no such file or directory
/docker-entrypoint.sh: line 40: exec: nginx-debugg: not found
exec /app/server: exec format error
env: 'node': No such file or directory
env: can't execute 'python3': No such file or directory
exec: "serve-api": executable file not found in $PATH
/bin/bash: line 1: poetry: command not found
tini: [FATAL tini (7)] exec /app/run failed: No such file or directory
[FATAL tini (7)] exec ./start.sh failed: Permission denied
su-exec: /usr/bin/mongod: No such file or directory
exec user process caused "exec format error"
sh: can't open '/opt/run.sh': No such file or directory
exec: line 3: /usr/bin/java: not found
dumb-init: /srv/bin/api: No such file or directory
`,
  ),
  ...texts(
    'container.command_not_found',
    'waits RunContainerError',
    `
failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "npmm": executable file not found in $PATH: unknown
failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/entrypoint.sh": permission denied: unknown
OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "python3.12": executable file not found in $PATH: unknown
`,
  ),
  ...texts(
    'container.command_not_found|container.command_invalid',
    'falls',
    `
python: can't open file '/srv/app.py': [Errno 2] No such file or directory
Error: Unable to access jarfile /app/service.jar
`,
  ),
  ...texts(
    'container.oom_killed',
    'falls',
    `
<--- Last few GCs ---> ⏎ [1:0x7f] 61234 ms: Mark-sweep 509.1 (523.4) -> 508.9 (523.4) MB ⏎ FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
Exception in thread "main" java.lang.OutOfMemoryError: Java heap space ⏎  at java.base/java.util.Arrays.copyOf(Arrays.java:3537)
fatal error: runtime: out of memory ⏎  ⏎ runtime stack: ⏎ runtime.throw({0x1, 0x2})
java.lang.OutOfMemoryError: Metaspace
`,
  ),
  ...texts(
    'container.oom_killed',
    'runs',
    `
{py:-2} celery.worker ERROR Process 'ForkPoolWorker-3' pid:51 exited with 'signal 9 (SIGKILL)' ⏎ billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 88.
{-1} WARN render child 7 was killed by the kernel (out of memory), starting another ⏎ {-0.5} WARN render child 9 was killed by the kernel (out of memory), starting another
{-1} memory cgroup out of memory: Killed process 811 (node)
`,
  ),
  ...texts(
    'image.auth_failed',
    'waits ErrImagePull',
    `
failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull: 403 Forbidden
unable to retrieve auth token: invalid username/password: unauthorized: The client does not have permission for manifest
`,
  ),
  ...texts(
    'image.auth_failed',
    'waits ImagePullBackOff',
    `
failed to pull image "gcr.example/p/a:1": failed to resolve reference "gcr.example/p/a:1": failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized
`,
  ),
  ...texts(
    'image.not_found',
    'waits ErrImagePull',
    `
Failed to pull image "reg/a:1": rpc error: code = NotFound desc = failed to pull and unpack image "reg/a:1": no match for platform in manifest: not found
Error response from daemon: manifest for acme/web:9.9 not found: manifest unknown: manifest unknown
`,
  ),
  ...texts(
    'image.not_found',
    'waits InvalidImageName',
    `
Failed to apply default image tag "reg.io/UPPER/app:1": couldn't parse image name "reg.io/UPPER/app:1": invalid reference format: repository name must be lowercase
`,
  ),
  ...texts(
    'image.not_found|image.auth_failed',
    'waits ErrImagePull',
    `
rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/acme/tpyo:latest": failed to resolve reference "docker.io/acme/tpyo:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
`,
  ),
  ...texts(
    'image.not_found|image.pull_failed',
    'waits ErrImageNeverPull',
    `
Container image "local/app:dev" is not present with pull policy of Never
`,
  ),
  ...texts(
    'image.registry_unreachable',
    'waits ErrImagePull',
    `
failed to do request: Head "https://registry.intra/v2/a/manifests/1": net/http: TLS handshake timeout
failed to do request: Head "https://registry.intra/v2/a/manifests/1": dial tcp 10.1.1.1:443: connect: no route to host
Failed to pull image "quay.io/a/b:1": unexpected status from HEAD request to https://quay.io/v2/a/b/manifests/1: 502 Bad Gateway
Failed to pull image "reg.local/a:1": failed to do request: Head "https://reg.local/v2/a/manifests/1": EOF
Failed to pull image "reg.local/a:1": failed to do request: Head "https://reg.local/v2/a/manifests/1": http: server gave HTTP response to HTTPS client
`,
  ),
  ...texts(
    'security.context_denied',
    'falls',
    `
chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted
mkdir: cannot create directory '/bitnami/redis': Permission denied
nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)
Error: EACCES: permission denied, open '/app/logs/app.log'
PermissionError: [Errno 13] Permission denied: '/data/cache'
java.nio.file.AccessDeniedException: /var/log/app/app.log
OSError: [Errno 30] Read-only file system: '/app/tmp'
System.UnauthorizedAccessException: Access to the path '/app/keys' is denied.
iptables v1.8.9: can't initialize iptables table \`nat': Permission denied (you must be root)
ping: socket: Operation not permitted
su: must be run as root
find: '/docker-entrypoint.d/': Permission denied ⏎ setgid(101) failed (1: Operation not permitted)
{-1.5} FATAL cannot write /var/lib/app/lock: read-only file system
{-1.5} error setting up tun device: operation not permitted (needs NET_ADMIN)
touch: cannot touch '/data/.probe': Permission denied
listen tcp :443: bind: permission denied
initdb: error: could not change permissions of directory "/var/lib/postgresql/data": Operation not permitted
org.apache.catalina.LifecycleException... java.io.FileNotFoundException: /usr/local/tomcat/logs/a.log (Permission denied)
{-1.5} FATAL open /run/app.pid: permission denied (uid 1001)
unable to create /tmp/cache: Read-only file system
setcap: unable to set CAP_SETFCAP effective capability: Operation not permitted
`,
  ),
  ...texts(
    'security.context_denied',
    'waits CreateContainerConfigError',
    `
container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root (pod: "a", container: b)
`,
  ),
  ...texts(
    'security.context_denied',
    'waits RunContainerError',
    `
failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: unable to apply caps: operation not permitted
`,
  ),
];
