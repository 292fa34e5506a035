import { texts, type Text } from './texts.js';

/** What a program says that is well: no fault, whatever is asked. */
export const HARMLESS_TEXTS: readonly Text[] = texts(
  '',
  'runs',
  `
{-30} ERROR failed to parse User-Agent "curl/8", ignored ⏎ {-1} INFO GET / 200 3ms
{-12} WARN retry 1/3: connection reset by peer, retrying ⏎ {-11.9} INFO retry succeeded ⏎ {-1} INFO ok
{-25} INFO error_rate=0.0 latency_p99=12ms ⏎ {-1} INFO error_rate=0.0 latency_p99=11ms
{-9} WARN invalid token from client 10.1.1.1, answered 401 ⏎ {-1} INFO GET /me 200
10.1.1.1 - - [{clf:-8}] "GET /admin HTTP/1.1" 403 12 "-" "scanner" ⏎ 10.1.1.1 - - [{clf:-1}] "GET / HTTP/1.1" 200 12
{-20} ERROR client closed request before the answer: broken pipe ⏎ {-1} INFO GET / 200
{-200} FATAL cannot connect to db: connection refused ⏎ {-199} INFO connected to db ⏎ {-1} INFO ok
{-14} ERROR ValidationError: "quantity" must be a number, answered 400 ⏎ {-2} INFO POST /order 201 ⏎ {-1} ERROR ValidationError: "email" is required, answered 400
{-5} WARN deprecated: config key "foo" is ignored, use "bar" ⏎ {-1} INFO tick
{-3} DEBUG slow query log enabled, threshold 2000ms ⏎ {-1} INFO ok
{-18} INFO received SIGTERM test hook registered ⏎ {-2} INFO graceful shutdown handler installed
{-6} WARN cache miss ratio high ⏎ {-5} WARN request took 1203ms GET /export ⏎ {-1} INFO GET / 200 4ms
{-31} WARN 2 of 3 probes slow ⏎ {-30} INFO all probes fine ⏎ {-1} INFO heartbeat
{-9} ERROR order o-77 refused by fraud rules ⏎ {-3} ERROR order o-81 refused by fraud rules ⏎ {-1} INFO order o-82 accepted
{-22} ERROR upload from user u-4 aborted: unexpected EOF ⏎ {-1} INFO upload from user u-9 done
{-40} ERROR cache: connection reset by peer ⏎ {-39.9} INFO cache: reconnected ⏎ {-1} INFO 412 req/min
{-6} WARN password of user anna expired, asked for a new one ⏎ {-1} INFO login ok user=bea
{-15} INFO feature flag config reloaded ⏎ {-14} INFO 3 flags changed ⏎ {-1} INFO ok
{-15} WARN search index lag 1800 documents ⏎ {-10} WARN search index lag 900 documents ⏎ {-2} INFO search index lag 0 documents
{-7} INFO slow start disabled; max_connections=200 ⏎ {-1} INFO ready
{-3} DEBUG connect ECONNREFUSED 127.0.0.1:9229 (debugger not attached) ⏎ {-1} INFO ok
{-11} WARN 401 for GET /api/me from 10.0.0.9: token expired ⏎ {-4} WARN 401 for GET /api/me from 10.0.0.7: token expired ⏎ {-1} INFO 200 GET /api/me
{-12} WARN invoice i-3 has no tax id, skipped ⏎ {-7} WARN invoice i-8 has no tax id, skipped ⏎ {-1} INFO 40 invoices sent
{-50} ERROR statement of account for c-2 took 3 tries ⏎ {-1} INFO ok
{-3} INFO query cache warmed in 8120 ms ⏎ {-1} INFO ok
{-20} INFO schema registry: 41 schemas loaded, version mismatch policy=warn ⏎ {-1} INFO ok
{-10} INFO select all from menu took 4 s ⏎ {-1} INFO ok
{-5} INFO 3 of 3 workers busy ⏎ {-1} INFO 1 of 3 workers busy
{-8} WARN robots asked for /private 403 ⏎ {-2} WARN robots asked for /private 403 ⏎ {-1} INFO 200 /
{-30} WARN DNS for beacon.example slow, cached answer used ⏎ {-1} INFO ok
{-14} INFO max connections 500, 12 in use ⏎ {-1} INFO max connections 500, 13 in use
{-9} INFO partition 4 assigned, lag=12 ⏎ {-1} INFO lag=9
{-20} INFO token refreshed from identity provider, old one expired ⏎ {-1} INFO ok
{-9} INFO remote peer handshake took_ms=1201 ⏎ {-1} INFO remote peer handshake took_ms=11
{-15} WARN api key of partner p-7 will expire in 20 days ⏎ {-1} INFO ok
{-30} WARN password login from 10.0.0.9 refused for user x ⏎ {-20} WARN password login from 10.0.0.9 refused for user x ⏎ {-1} INFO 200 GET /
{-11} INFO schema check: 41 of 41 tables, none missing ⏎ {-1} INFO ok
{-40} INFO statement cache 8120 entries ⏎ {-1} INFO statement cache 8140 entries
{-9} INFO member hub-2 joined, member hub-9 left and was removed from the table ⏎ {-1} INFO 3 members
{-14} ERROR webhook of customer c-3 answered 500, will retry ⏎ {-13} INFO webhook of customer c-3 delivered
{-8} WARN queue length 120 ⏎ {-4} WARN queue length 80 ⏎ {-1} INFO queue length 2
{-6} INFO connection pool: 20 of 50 connections in use ⏎ {-1} INFO connection pool: 21 of 50 connections in use
{-25} WARN cannot parse price "n/a" of feed row 88, skipped ⏎ {-5} WARN cannot parse price "-" of feed row 91, skipped ⏎ {-1} INFO feed done
{-3} INFO graceful restart of worker 3 after 1000 requests ⏎ {-1} INFO worker 3 up
{-50} INFO migration 43 applied, schema is at version 43 ⏎ {-1} INFO ok
{-2} INFO GET /search?q=permission+denied+for+table 200 12ms ⏎ {-1} INFO ok
`,
);
