import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../domain/redaction.js';
import { redactWords } from '../../domain/secret-arguments.js';
import { isSecretKey } from '../../domain/secret-names.js';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIGlhdGVs\n-----END EC PRIVATE KEY-----';

describe('a secret', () => {
  it.each([
    ['a Reeve token', 'used rv1.acme.k3.Zm9v-YmFy_1 twice', 'used rv1.[redacted] twice'],
    ['a bearer token', 'got Bearer abc.def-123 from ada', 'got Bearer [redacted] from ada'],
    ['a bearer token in lower case', 'bearer swordfish', 'bearer [redacted]'],
    ['a header', 'Authorization: Basic YWRhOnB3', 'Authorization: [redacted]'],
    ['a header in JSON', '{"authorization":"Bearer x","a":1}', '{"authorization":"[redacted]","a":1}'],
    ['basic credentials', 'sent basic YWRhOnB3ZDE=', 'sent basic [redacted]'],
    ['a JWT', `token ${jwt} expired`, 'token [redacted jwt] expired'],
    ['a URL password', 'postgres://ada:hunter2@db:5432/x', 'postgres://ada:[redacted]@db:5432/x'],
    ['a URL password with @', 'postgres://ada:hun@ter@db/x', 'postgres://ada:[redacted]@db/x'],
    ['a URL password without a user', 'redis://:hunter2@cache', 'redis://:[redacted]@cache'],
    ['a private key', `key: ${pem} end`, 'key: [redacted private key] end'],
    ['a private key on one line', pem.replaceAll('\n', '\\n'), '[redacted private key]'],
    ['a private key cut short', pem.slice(0, 40), '[redacted private key]'],
    ['a cookie', 'Cookie: session=abc; theme=dark', 'Cookie: [redacted]'],
    ['a cookie set', 'set-cookie: reeve=abc; HttpOnly\nHost: a', 'set-cookie: [redacted]\nHost: a'],
    ['a parameter', 'GET /x?access_token=abc&v=1', 'GET /x?access_token=[redacted]&v=1'],
    ['a variable', 'PGPASSWORD=hunter2 psql', 'PGPASSWORD=[redacted] psql'],
    ['an option', 'reeve --token hunter2 status', 'reeve --token [redacted] status'],
    ['an option with =', 'psql --password=hunter2', 'psql --password=[redacted]'],
    ['JSON', '{"clientSecret":"a \\" b","n":1}', '{"clientSecret":"[redacted]","n":1}'],
    ['JSON cut short', '{"clientSecret":"abc', '{"clientSecret":"[redacted]"'],
    ['JSON in JSON', '"{\\"token\\":\\"abc\\"}"', '"{\\"token\\":\\"[redacted]\\"}"'],
    ['YAML', 'user: ada\n  password: swordfish\n', 'user: ada\n  password: [redacted]\n'],
    ['a list of fields', 'user: ada, password: swordfish', 'user: ada, password: [redacted]'],
    ['prose with what looks like one', 'the password: hunter22', 'the password: [redacted]'],
    ['a field after a colon', 'Error: password=hunter2', 'Error: password=[redacted]'],
    ['a field in a quoted text', 'msg="login password=hunter2"', 'msg="login password=[redacted]"'],
    ['a named Reeve token', 'token=rv1.acme.abc', 'token=rv1.[redacted]'],
    ['a GitHub token', `ghp_${'a1'.repeat(18)}`, '[redacted]'],
    ['a Slack token', 'xoxb-12345678-abcdef', '[redacted]'],
    ['a Slack webhook', 'https://hooks.slack.com/services/T0/B0/abc', 'https://hooks.slack.com/services/[redacted]'],
    ['a model key', `sk-${'a1'.repeat(12)}`, '[redacted]'],
    ['an AWS key id', 'AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['a key id of a session of AWS', 'ASIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['a key of an Azure account', 'AccountName=a;AccountKey=YWJjZA==;X=y', 'AccountName=a;AccountKey=[redacted];X=y'],
    [
      'a signature of an address',
      'https://a/b?sv=1&sig=aBcD1234aBcD1234%3D&se=1',
      'https://a/b?sv=1&sig=[redacted]&se=1',
    ],
    ['a token of Google', `ya29.${'a1'.repeat(12)}`, '[redacted]'],
    ['a token of an app of Slack', 'xapp-1-A01-abcdefghij', '[redacted]'],
    ['a token of npm', `npm_${'a1'.repeat(18)}`, '[redacted]'],
    ['a key of Stripe', 'sk_live_a1b2c3d4e5f6', '[redacted]'],
    ['a bot of Telegram', 'api.telegram.org/bot12:aBc-9/send', 'api.telegram.org/bot[redacted]'],
    ['a key of PGP', pem.replaceAll('EC PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'), '[redacted private key]'],
    ['a short name for a password', 'DB_PASS=swordfish smtp', 'DB_PASS=[redacted] smtp'],
    ['what Django and Rails sign with', 'SECRET_KEY_BASE=abc', 'SECRET_KEY_BASE=[redacted]'],
    ['a login to a registry', '{"auth":"YWRhOmh1bnRlcjI="}', '{"auth":"[redacted]"}'],
    ['a URL password with signs', 'redis://:hun#ter/2?@cache', 'redis://:[redacted]@cache'],
    ['the password of a data source', 'app:hunter2@tcp(db:3306)/x', 'app:[redacted]@tcp(db:3306)/x'],
    ['a login of curl', 'curl -u ada:hunter2 https://x', 'curl -u ada:[redacted] https://x'],
    ['a header with another scheme', 'Authorization: ApiKey hunter2', 'Authorization: [redacted]'],
    ['an encoded parameter', 'client_secret%3Dhunter2', 'client_secret%3D[redacted]'],
    ['a password in prose', "password 'Zx9Qw7Lm4Tn2Vb8K' is wrong", "password '[redacted]' is wrong"],
    ['what mysql logs in with', 'exec: mysql -uroot -phunter2 -h db', 'exec: mysql -uroot -p[redacted] -h db'],
    ['the same in a path', '/usr/bin/mysqldump --all -p"hun ter" shop', '/usr/bin/mysqldump --all -p[redacted] shop'],
    [
      'the same as a list',
      '["mysqladmin","-uroot","-phunter2","ping"]',
      '["mysqladmin","-uroot","-p[redacted]","ping"]',
    ],
    ['what sshpass is given', 'sshpass -p hunter ssh a@b', 'sshpass -p [redacted] ssh a@b'],
    ['what redis-cli is given', 'redis-cli -h r -a swordfish ping', 'redis-cli -h r -a [redacted] ping'],
    ['what mongosh is given', 'mongosh -u ada -p swordfish db', 'mongosh -u ada -p [redacted] db'],
    ['what LDAP is asked with', 'ldapsearch -x -D cn=a -w swordfish', 'ldapsearch -x -D cn=a -w [redacted]'],
    ['a login to a registry by hand', 'docker login -u a -p swordfish r.io', 'docker login -u a -p [redacted] r.io'],
    ['YAML of many words', 'user: ada\npassword: my long word # old\n', 'user: ada\npassword: [redacted] # old\n'],
    ['YAML with signs', 'a: 1\n  secret: p{a}s,s;x', 'a: 1\n  secret: [redacted]'],
    ['YAML that goes on', 'user: a\ntoken: abc\n  def\nhost: b', 'user: a\ntoken: [redacted]\nhost: b'],
    ['a block of YAML', 'token: |\n  abc\n\n  def\nhost: b', 'token: |\n  [redacted]\nhost: b'],
    [
      'a folded block of YAML',
      '- db:\n    password: >-2\n        abc\n  n: 1',
      '- db:\n    password: >-2\n        [redacted]\n  n: 1',
    ],
    ['a block in a list of YAML', '- token: |+\n    abc\n- n: 1', '- token: |+\n    [redacted]\n- n: 1'],
    ['a value on the next line', 'api_key:\n  swordfish\nn: 1', 'api_key:\n  [redacted]\nn: 1'],
    ['a list of YAML', 'token:\n  - abc\n  - def', 'token:\n  - [redacted]\n  - [redacted]'],
    ['a line of properties', 'a.user=x\na.password=p,q;r s\n', 'a.user=x\na.password=[redacted]\n'],
    ['what lies deeper', 'secret:\n  name: a\n  token: b c', 'secret:\n  name: a\n  token: [redacted]'],
  ])('is hidden: %s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('what is no secret', () => {
  it.each([
    ['no webhook secret: set REEVE_WEBHOOK_SECRET'],
    ['unexpected token: } at line 3'],
    ['bearer token was rejected'],
    ['Bearer authentication is required'],
    ['basic checks passed'],
    ['https://example.com:8443/a?mail=ada@example.com'],
    ['inputTokens=1500 max_tokens: 4096'],
    ['secretName: database-credentials-1'],
    ['token=null password: true'],
    ['10:24:13 INFO connected to postgres://db/x'],
    ['mail ada@example.com'],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['--token --json'],
    ['https://example.com:8443/a#b,mail@example.com'],
    ['the token 4f1c2d3e-aaaa-bbbb-cccc-0123456789ab has gone, 3 passed=7 bypass=on'],
    ['serviceaccount token kube-api-access-x7f9k of secret "web-tls-2024"'],
    ['mkdir -p /data && cp -pr a b; ssh -p22 a'],
    ['mysql -uroot -p shop; mysqlcheck -P3306 --protocol=tcp'],
    ['mysql: [Warning] starting; nmap -p80'],
    ['docker run -p 8080:80 nginx'],
    ['docker login succeeded\ndocker run -p 80:80'],
    ['secret:\n  name: tls\n  items:\n    - key: a\nkind: Pod'],
    ['tokens: |\n  abc\nmaxTokens: >\n  12'],
    ['token: null\npassword: ~\nn: 1'],
    ['summary: |\n  the password of a user\n  was changed\n'],
  ])('stays: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

it.each([
  ...['password', 'Password', 'dbPassword', 'PGPASSWORD', 'db_password', 'X-Api-Key', 'apiKey', 'apikey', 'token'],
  ...['accessToken', 'REEVE_TOKEN', 'refresh_token', 'client-secret', 'webhookSecret', 'authorization', 'Cookie'],
  ...['set-cookie', 'privateKey', 'AWS_SECRET_ACCESS_KEY', 'signing_key', 'credentials', 'idJwt', 'secret2', 'DB_PWD'],
])('takes %s for a secret key', (key) => {
  expect(isSecretKey(key)).toBe(true);
});

it.each([
  ...['tokens', 'maxTokens', 'tokenCount', 'secretName', 'key', 'keyId', 'idempotencyKey', 'publicKey', 'passwordless'],
  ...['author', 'authorizationUrl', 'cookieless', 'monkey', 'stoken1x', 'PWD', 'OLDPWD'],
])('does not take %s for one', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

it('changes nothing the second time', () => {
  const pieces = fc.constantFrom(
    ...['token', 'password', 'Bearer ', 'rv1.', '://', ':', '@', '=', ' ', '"', '\\"', ',', '{', '}', '[', ']', "'"],
    ...['mysql ', ' -p', 'mysql -p', 'docker login', '|', '\n  ', '- ', 'a: b\n', ': ', 'token: |\n '],
    ...['--', 'eyJabcdef', '.', 'abc1234', 'Cookie', 'authorization', '\n', '-----BEGIN PRIVATE KEY-----', redact(pem)],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const once = redact(parts.join(''));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  [['mysql', '-uroot', '-phunter2'], [], ['mysql', '-uroot', '-p[redacted]']],
  [['-uroot', '-phunter2'], ['/usr/bin/mysqladmin'], ['-uroot', '-p[redacted]']],
  [['redis-cli', '-a', 'swordfish', 'ping'], [], ['redis-cli', '-a', '[redacted]', 'ping']],
  [['login', '-u', 'a', '-p', 'swordfish'], ['docker'], ['login', '-u', 'a', '-p', '[redacted]']],
  [['server', '-p', '8080', '-a', 'all'], [], ['server', '-p', '8080', '-a', 'all']],
  [['mysqld', '-p3306'], [], ['mysqld', '-p3306']],
  [['docker', 'run', '-p', '80:80'], [], ['docker', 'run', '-p', '80:80']],
])('takes what logs in out of the words %j', (words, before, expected) => {
  expect(redactWords(words, before)).toEqual(expected);
  expect(redactWords(expected, before)).toEqual(expected);
});

it('never lets a Reeve token through, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/), fc.string(), (before, secret, after) => {
      expect(redact(`${before} rv1.${secret} ${after}`)).not.toContain(`rv1.${secret}`);
    }),
  );
});

it.each(['a', 'a.', 'mysql ', 'mysql -p', 'token:\n ', '://', 'token=', 'Bearer ', '--a', '"', '\\', 'eyJ', ' '])(
  'needs one pass over a long run of %j',
  (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    expect(redact(text).length).toBeGreaterThan(0);
  },
  2_000,
);
