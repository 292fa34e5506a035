import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.js';
import { isLoopback } from '../../config/loopback.js';
import { embeddedParts, productionWarnings, unsafeSettings } from '../../config/production.js';

const safe = {
  REEVE_ENV: 'production',
  DATABASE_URL: 'postgres://reeve:Zk3vQ9x@db.example:5432/reeve?sslmode=verify-full',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  TEMPORAL_TLS: 'true',
  REEVE_WEBHOOK_SECRET: 'f3a9c2e17b604d58',
  REEVE_ENCRYPTION_KEY_FILE: '/keys',
} as const;

describe('production', () => {
  it.each([
    ['nothing when all is well', {}, undefined],
    ['nothing of development', { REEVE_ENV: 'development', REEVE_WEBHOOK_SECRET: 'x', DATABASE_URL: '' }, undefined],
    ['the embedded PostgreSQL', { DATABASE_URL: '' }, /set DATABASE_URL\.$/],
    ['the embedded Temporal', { TEMPORAL_ADDRESS: '' }, /set TEMPORAL_ADDRESS\.$/],
    ['no webhook secret', { REEVE_WEBHOOK_SECRET: '' }, /no webhook secret/],
    ['a secret of 15 characters', { REEVE_WEBHOOK_SECRET: 'f3a9c2e17b604d5' }, /shorter than 16/],
    ['no random digits', { REEVE_WEBHOOK_SECRET: '8350274619385027' }, undefined],
    ['no random secret beginning with 1234', { REEVE_WEBHOOK_SECRET: '1234c2e17b604d58' }, undefined],
    ['a counted secret', { REEVE_WEBHOOK_SECRET: '0123456789012345' }, /try first/],
    ['changeme', { REEVE_WEBHOOK_SECRET: 'changeme' }, /try first/],
    ['changeme in a longer dress', { REEVE_WEBHOOK_SECRET: 'please-Change-Me-now!' }, /try first/],
    ['secret123', { REEVE_WEBHOOK_SECRET: 'Secret-123' }, /try first/],
    ['one letter many times', { REEVE_WEBHOOK_SECRET: 'aaaaaaaaaaaaaaaaaaaa' }, /try first/],
    ['no database password', { DATABASE_URL: 'postgres://reeve@127.0.0.1/reeve' }, /DATABASE_URL holds no password/],
    ['a default password', { DATABASE_URL: 'postgres://ada:postgres@127.0.0.1/reeve' }, /try first/],
    ['the user as password', { DATABASE_URL: 'postgres://ada:ada@127.0.0.1/reeve' }, /try first/],
    ['an encoded default password', { DATABASE_URL: 'postgres://ada:%70assword@[::1]/reeve' }, /try first/],
    ['no plaintext on loopback', { DATABASE_URL: 'postgres://ada:Zk3vQ9x@127.8.9.1/reeve' }, undefined],
    ['plaintext to another host', { DATABASE_URL: 'postgres://ada:Zk3vQ9x@db/reeve' }, /goes to db without TLS/],
    ['sslmode=prefer', { DATABASE_URL: 'postgres://ada:Zk3vQ9x@db/reeve?sslmode=prefer' }, /without TLS/],
    ['no sslmode=require', { DATABASE_URL: 'postgres://ada:Zk3vQ9x@db/reeve?sslmode=require' }, undefined],
    [
      'no plaintext that was allowed',
      { DATABASE_URL: 'postgres://ada:Zk3vQ9x@db/reeve', REEVE_DATABASE_PLAINTEXT_ALLOWED: 'true' },
      undefined,
    ],
    ['no socket', { DATABASE_URL: 'postgres:///reeve?host=/run/postgresql' }, undefined],
    ['a client certificate never', { DATABASE_URL: 'postgres://ada@db/r?sslcert=c&sslmode=verify-full' }, undefined],
    ['a bad owner', { REEVE_DATABASE_OWNER_URL: 'postgres://reeve@127.0.0.1/r' }, /^REEVE_DATABASE_OWNER_URL holds/],
    ['a gateway for all', { REEVE_HOST: '0.0.0.0' }, /listens on 0\.0\.0\.0/],
    ['a gateway on http', { REEVE_HOST: '::', REEVE_PUBLIC_URL: 'http://reeve.example' }, /in the clear/],
    ['no gateway on https', { REEVE_HOST: '::', REEVE_PUBLIC_URL: 'https://reeve.example' }, undefined],
    ['no gateway behind a proxy', { REEVE_HOST: '10.0.0.2', REEVE_TRUSTED_PROXIES: '10.0.0.1' }, undefined],
    ['a proxy that is everyone', { REEVE_TRUSTED_PROXIES: '0.0.0.0/0' }, /believes everyone/],
    [
      'a bot token in the clear',
      { REEVE_SLACK_BOT_TOKEN: 'xoxb-1', REEVE_SLACK_API_URL: 'http://proxy.example/api/' },
      /clear to proxy\.example/,
    ],
    [
      'no proxy for Slack beside it',
      { REEVE_SLACK_BOT_TOKEN: 'xoxb-1', REEVE_SLACK_API_URL: 'http://127.0.0.1:9/' },
      undefined,
    ],
    ['a default token', { REEVE_TOKEN: 'reeve' }, /^REEVE_TOKEN/],
  ] as const)('refuses %s', (_name, given, sentence) => {
    const found = unsafeSettings(aConfig(given));
    expect(found).toHaveLength(sentence === undefined ? 0 : 1);
    expect(found.join()).toMatch(sentence ?? /^$/);
  });

  it('says everything at once, and to a worker nothing about doors', () => {
    const bare = { REEVE_ENV: 'production', REEVE_HOST: '0.0.0.0' };
    expect(unsafeSettings(loadConfig({ env: bare, cwd: '/' }))).toMatchInlineSnapshot(`
      [
        "the embedded PostgreSQL is for one machine and has no replica: set DATABASE_URL.",
        "the embedded Temporal server is a development server: set TEMPORAL_ADDRESS.",
        "alerts could be forged because there is no webhook secret: set REEVE_WEBHOOK_SECRET to the output of "openssl rand -hex 32".",
        "the gateway listens on 0.0.0.0 and tokens would travel in the clear: put a TLS proxy before it and set REEVE_PUBLIC_URL to its https:// address, or name the proxy in REEVE_TRUSTED_PROXIES.",
      ]
    `);
    expect(unsafeSettings(loadConfig({ env: bare, cwd: '/' }), 'worker')).toHaveLength(2);
  });

  it.each([
    ['nothing when all is well', {}, []],
    ['readable payloads', { REEVE_ENCRYPTION_KEY_FILE: '' }, [/REEVE_ENCRYPTION_KEY_FILE/]],
    ['Temporal without TLS', { TEMPORAL_TLS: '' }, [/TEMPORAL_TLS=true/]],
    ['no Temporal on loopback', { TEMPORAL_TLS: '', TEMPORAL_ADDRESS: '[::1]:7233' }, []],
    ['no Temporal with an API key', { TEMPORAL_TLS: '', TEMPORAL_API_KEY: 'k' }, []],
    ['nothing of development', { REEVE_ENV: 'development', REEVE_ENCRYPTION_KEY_FILE: '' }, []],
  ] as const)('warns of %s', (_name, given, sentences) => {
    expect(productionWarnings(aConfig(given))).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
  });
});

it.each([
  [{}, []],
  [{ DATABASE_URL: '' }, ['postgres']],
  [{ TEMPORAL_ADDRESS: '' }, ['temporal']],
  [{ DATABASE_URL: '', TEMPORAL_ADDRESS: '' }, ['postgres', 'temporal']],
] as const)('with %j embeds %j', (given, parts) => {
  expect(embeddedParts(aConfig(given))).toEqual(parts);
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['reeve.localhost', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['128.0.0.1', false],
])('calls %s loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

function aConfig(given: Readonly<Record<string, string>>) {
  return loadConfig({ env: { HOME: '/home/ada', ...safe, ...given }, cwd: '/' });
}
