import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const OWN_TEXTS: readonly Text[] = [
  ...texts(
    'app.native_crash',
    'falls',
    `
fatal error: unexpected signal during runtime execution ⏎ [signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x7f] ⏎ runtime.cgocall
terminate called after throwing an instance of 'std::out_of_range' ⏎   what():  vector::_M_range_check ⏎ Aborted (core dumped)
double free or corruption (!prev) ⏎ Aborted
==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x60200000eff0
*** stack smashing detected ***: terminated
Fatal Python error: Segmentation fault ⏎  ⏎ Current thread 0x00007f (most recent call first): ⏎   File "/app/ext.py", line 4 in run
{-1.6} worker 3 received SIGSEGV, dumping core
A fatal error has been detected by the Java Runtime Environment: ⏎ #  SIGBUS (0x7) at pc=0x00007f
Illegal instruction (core dumped)
{-1.5} fatal signal 11 (SIGSEGV), code 1, fault addr 0x0
Process terminated with signal SIGILL
Fatal error: core dumped by signal 6 (SIGABRT): free(): invalid pointer
qemu: uncaught target signal 11 (Segmentation fault) - core dumped
munmap_chunk(): invalid pointer ⏎ Aborted (core dumped)
Bus error (core dumped)
`,
  ),
  ...texts(
    'app.pool_exhausted',
    'runs',
    `
{-2} ERROR Error: EMFILE: too many open files, open '/app/views/index.hbs' ⏎ {-1} ERROR Error: EMFILE: too many open files, open '/app/views/index.hbs'
java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached
{-2} WARN Thread pool queue is full (1000), request rejected ⏎ {-1} WARN Thread pool queue is full (1000), request rejected
[{py:-1}] uWSGI listen queue of socket "0.0.0.0:8000" (fd: 3) full !!! (101/100)
NOTICE: {-2} WARNING: [pool www] server reached pm.max_children setting (20), consider raising it
{go:-1} [alert] 29#29: 1024 worker_connections are not enough
{-1} RuntimeError: can't start new thread
{-2} ERROR io.lettuce RedisException: pool exhausted; java.util.NoSuchElementException: Timeout waiting for idle object
{-2} ERROR org.apache.http.conn.ConnectionPoolTimeoutException: Timeout waiting for connection from pool
{-1} WARN all 16 workers are busy, 480 requests wait
{-1} accept: Too many open files (os error 24)
{-1} ERROR executor saturated: active=64 max=64 queued=2000, rejecting
{-1} java.util.concurrent.TimeoutException: Timeout waiting for thread from pool http-worker
{-1} goroutine limit reached (20000), refusing new sessions
{-1} ERROR no worker free, 64 of 64 in use, dropping request
{-1} java.io.IOException: Too many open files
{-1} Task queue full: rejecting work (queue 500/500)
{-1} ERROR worker pool exhausted, 200 requests queued
{-1} open /tmp/x: too many open files
{-1} ERROR thread pool http exhausted (active 200, queued 1000)
{-1} EMFILE: too many open files, watch
`,
  ),
  ...texts(
    'app.self_restart_loop',
    'ends',
    `
{-2} INFO License check failed three times, shutting down on purpose to be restarted by the orchestrator
{-2} INFO new leader elected, this instance lost its lease: exiting so that it restarts as follower
{-2} INFO max requests 1000 reached, recycling process ⏎ {-2} INFO graceful shutdown complete
{-2} NOTICE state drifted from the plan, ending this process to start fresh ⏎ {-2} NOTICE bye
{-2} INFO certificate file changed on disk, restarting to load it ⏎ {-2} INFO shutdown complete
{-2} WARN 3 consecutive sync failures, exiting for a clean restart
{-2} WARN memory above soft limit, requesting own shutdown ⏎ {-2} INFO clean shutdown
{-2} INFO lease lost to another replica, leaving so the supervisor starts me anew
{-2} INFO leader lost, restarting process to rejoin ⏎ {-2} INFO stopped cleanly
{-2} WARN drift of 3 s detected, initiating self restart ⏎ {-2} INFO stopped
`,
  ),
  ...texts(
    'app.startup_error',
    'falls',
    `
node:internal/modules/cjs/loader:1228 ⏎   throw err; ⏎   ^ ⏎  ⏎ Error: Cannot find module 'express' ⏎ Require stack: ⏎ - /app/server.js
ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/usr/lib/python3/site-packages/werkzeug/urls.py)
thread 'main' panicked at src/boot.rs:77:10: ⏎ called \`Option::unwrap()\` on a \`None\` value ⏎ note: run with \`RUST_BACKTRACE=1\`
Caused by: org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'scoreService': Invocation of init method failed; nested exception is java.lang.IllegalStateException: index is corrupt
*************************** ⏎ APPLICATION FAILED TO START ⏎ *************************** ⏎  ⏎ Description: ⏎  ⏎ Parameter 0 of constructor in com.acme.A required a bean of type 'com.acme.B' that could not be found.
/usr/lib/ruby/3.3.0/bundler/spec_set.rb:91:in \`block in materialize': Could not find rack-3.0.8 in locally installed gems (Bundler::GemNotFound)
PHP Fatal error:  Uncaught Error: Class "App\\Kernel" not found in /app/public/index.php:12
/usr/local/bin/app: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory
/lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by /app/server)
Exception in thread "main" java.lang.UnsupportedClassVersionError: com/acme/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0)
Error: listen EADDRINUSE: address already in use 0.0.0.0:3000
{-1.6} FATAL index segment 12 is corrupt, checksum 9f2 expected 77a ⏎ {-1.6} FATAL stopping
{-1.6} panic: runtime error: index out of range [3] with length 3 ⏎ goroutine 1 [running]: ⏎ main.load(...)
TypeError: Cannot read properties of undefined (reading 'listen') ⏎     at Object.<anonymous> (/app/index.js:9:5) ⏎ Node.js v20.11.0
AttributeError: 'NoneType' object has no attribute 'split'
Exception in thread "main" java.lang.NoClassDefFoundError: com/acme/Foo ⏎ Caused by: java.lang.ClassNotFoundException: com.acme.Foo
Unhandled exception. System.IO.FileLoadException: Could not load file or assembly 'Newtonsoft.Json, Version=13.0.0.0'
fatal: unable to start server: template "mail/welcome" not defined
AssertionError: routes must not overlap: /a and /a/
{-1.5} FATAL duplicate route GET /health registered twice
NameError: name 'create_app' is not defined
ReferenceError: fetchAll is not defined ⏎     at main (/app/m.js:3:1)
java.lang.ExceptionInInitializerError ⏎  at com.acme.Main.<clinit>(Main.java:9) ⏎ Caused by: java.lang.ArithmeticException: / by zero
undefined method \`call' for nil (NoMethodError)
Application startup exception: System.NullReferenceException: Object reference not set to an instance of an object.
{-1.6} FATAL  plugin loader: symbol "Init" of plugin tariff.so has wrong type
Error: Cannot find package '@acme/core' imported from /app/index.mjs
KeyError: 'routes' ⏎ During handling of the above exception, another exception occurred
org.springframework.beans.factory.NoSuchBeanDefinitionException: No qualifying bean of type 'com.acme.Clock' available
panic: assignment to entry in nil map
{-1.6} FATAL cache file /tmp/c.bin truncated at 8812, giving up
TypeError: router.use() requires a middleware function but got a Object
panic: close of closed channel ⏎  ⏎ goroutine 7 [running]:
Exception in thread "main" java.lang.StackOverflowError
`,
  ),
  ...texts(
    'app.startup_error|app.native_crash',
    'falls',
    `
panic: runtime error: invalid memory address or nil pointer dereference ⏎ [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6d2f31] ⏎  ⏎ goroutine 1 [running]: ⏎ main.main() ⏎  /src/main.go:40 +0x1d
`,
  ),
  ...texts(
    'middleware.membership_stale',
    'falls',
    `
[WARN] Unable to join cluster: existing member app@10.1.1.9:25520 is unreachable and has not been removed
Silo S10.1.1.9:11111:311 is still listed as Active in the membership table although its process is gone
{"level":"fatal","msg":"error validating peerURLs","error":"member count is unequal"}
Consul: failed to join: Conflicting member "node-3" has same address as left member, not yet reaped
{-1.5} FATAL join refused: member grid-2 (10.1.1.9) is registered but does not answer; remove it first
{-1.5} waiting for dead node worker-7 to leave the ring
Vault: failed to join raft cluster: node id "vault-1" already exists with a different address
{-1.5} cannot join ring: token already owned by cache-3 (10.1.1.9, gone since yesterday)
org.apache.ignite.spi.IgniteSpiException: Node with the same ID was found in node IDs history or existing node in topology has the same ID
{-1.6} FATAL cannot join cluster: previous incarnation of this node is still in the member table
{-1.6} member hub-7 listed as up but its pod no longer exists; waiting for it
{-1.6} FATAL ring has a dead member 10.1.1.9:7000 that blocks the join
`,
  ),
  ...texts(
    'middleware.network_partition',
    'runs',
    `
{-1} [ERROR] Cluster partition: nodes rabbit@a and rabbit@b do not see each other (partial partition)
{-1} [error] Partial partition detected: * We saw DOWN from rabbit@r-1 * We can still see rabbit@r-2 which can see rabbit@r-1
{-1} [WARN] SplitBrainResolver: split brain detected, downing unreachable members [akka://app@10.1.1.1:25520]
{-1} WARN cluster: 2 of 5 members not heard from for 40s, this side is the minority ⏎ {-1} ERROR no quorum
{-1} [error] Network partition detected: node cannot reach store@b and store@c
{-1} master not discovered or elected yet, an election requires at least 2 nodes with ids from [a, b, c]; have only discovered [a]
{-1} consul: cluster has no leader; peers c-1,c-2 unreachable since 09:41; possible partition
{-1} Elasticsearch: split-brain suspected, two masters es-0 and es-2
{-1} ERROR cluster split: members hub-0,hub-1 | hub-2
{-1} WARN lost contact with majority of the cluster, stepping down
{-1} ERROR node hub-1 reports partition: cannot see hub-2, hub-3
`,
  ),
];
