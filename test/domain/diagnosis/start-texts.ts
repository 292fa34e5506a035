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
Error: unknown flag: --max-conns
/run.sh: line 3: unexpected EOF while looking for matching \`)'
invalid option -- 'q' ⏎ Try 'worker --help' for more information.
bash: -c: line 2: syntax error: unexpected end of file
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
/bin/sh: /app/migrate.sh: not found
exec /usr/bin/dotnet: no such file or directory
/usr/local/bin/entrypoint: line 7: exec: uvicornn: not found
fork/exec /bin/worker: no such file or directory
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
{-1.6} FATAL cannot open /dev/net/tun: Operation not permitted
{-1.6} ERROR cannot create /app/cache: Permission denied
{-1.6} FATAL write /data/lock: permission denied
{-1.6} ERROR chmod /run/secrets: Read-only file system
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
