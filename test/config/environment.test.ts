import { expect, it } from 'vitest';
import { childEnvironment, readEnvironment, searchPath } from '../../config/environment.js';

it('reads a copy that nobody can write', () => {
  expect(readEnvironment()['PATH']).toBeTruthy();
  expect(Object.isFrozen(readEnvironment())).toBe(true);
});

it('hands children what builds need and no secret', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/ada',
    GOPROXY: 'https://proxy',
    GOFLAGS: '-mod=mod',
    JAVA_HOME: '/java',
    SSL_CERT_FILE: '/certs',
    GOOGLE_APPLICATION_CREDENTIALS: '/key.json',
    DATABASE_URL: 'postgres://a:b@c/d',
    REEVE_TOKEN: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    KUBECONFIG: '/k',
    NODE_OPTIONS: '--inspect',
  };
  expect(Object.keys(childEnvironment({}, env))).toEqual([
    'PATH',
    'HOME',
    'GOFLAGS',
    'GOPROXY',
    'JAVA_HOME',
    'SSL_CERT_FILE',
  ]);
});

it('lays what a child needs besides over it', () => {
  const child = childEnvironment({ PGTZ: 'UTC', HOME: '/data', TZ: undefined }, { HOME: '/home/ada', TZ: 'UTC' });
  expect(child).toEqual({ HOME: '/data', PGTZ: 'UTC', TZ: 'UTC' });
});

it.each([
  ['/a:/b:/a', ['/a', '/b']],
  ['/a::.:relative:/b', ['/a', '/b']],
  ['', []],
])('searches %j in %j', (path, expected) => {
  expect(searchPath({ PATH: path })).toEqual(expected);
});
