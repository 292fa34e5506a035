import { describe, expect, it } from 'vitest';
import { createLog, temporalLogger, type Log } from '../../workers/log.js';

describe('a JSON line', () => {
  it('holds level, time, fields and message', () => {
    const { log, lines } = aLog();
    log.info(
      { port: 7420, when: new Date(0), size: 3n, gone: undefined, bytes: Buffer.from('abc') },
      'ready on %d',
      7420,
    );
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        port: 7420,
        when: '1970-01-01T00:00:00.000Z',
        size: '3',
        bytes: '[3 bytes]',
        msg: 'ready on 7420',
      }),
    ]);
  });

  it.each([
    ['a field', (log: Log) => log.info({ password: 'hunter2' })],
    ['a nested field', (log: Log) => log.info({ request: { headers: [{ 'x-api-key': 'hunter2' }] } })],
    ['a number under a secret name', (log: Log) => log.info({ token: 42_424_242 })],
    ['a list under a secret name', (log: Log) => log.info({ credentials: ['hunter2'] })],
    ['a map', (log: Log) => log.info({ map: new Map([['token', 'hunter2']]) })],
    ['a message', (log: Log) => log.info('connecting to postgres://ada:hunter2@db')],
    ['an interpolated message', (log: Log) => log.info('connecting to %s', 'postgres://ada:hunter2@db')],
    ['an interpolated object', (log: Log) => log.info('got %o', { password: 'hunter2' })],
    ['a URL', (log: Log) => log.info({ at: new URL('https://ada:hunter2@db') })],
    ['a key', (log: Log) => log.info({ 'Bearer hunter2': 1 })],
    ['a child', (log: Log) => log.child({ token: 'hunter2' }).info('x')],
    [
      'a grandchild',
      (log: Log) =>
        log
          .child({ a: 1 })
          .child({ deep: { token: 'hunter2' } })
          .info('x'),
    ],
    ['an error', (log: Log) => log.error(new Error('password=hunter2'))],
    ['an error in a field', (log: Log) => log.error({ err: new Error('password=hunter2') }, 'x')],
    ['a cause', (log: Log) => log.error(new Error('x', { cause: new Error('password=hunter2') }))],
    ['an aggregate', (log: Log) => log.error(new AggregateError([new Error('password=hunter2')], 'x'))],
    [
      'a property of an error',
      (log: Log) => log.error(Object.assign(new Error('x'), { config: { secret: 'hunter2' } })),
    ],
    ['the metadata of Temporal', (log: Log) => temporalLogger(log).warn('x', { apiKey: 'hunter2' })],
  ])('hides a secret in %s', (_name, write) => {
    const { log, text } = aLog();
    write(log);
    expect(text()).toContain('[redacted]');
    expect(text()).not.toMatch(/hunter2|42424242/);
  });

  it('keeps causes, stacks and codes of errors', () => {
    const { log, lines } = aLog();
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' });
    log.error(new Error('no database', { cause }));
    expect(lines()[0]).toMatchObject({
      level: 'error',
      msg: 'no database',
      err: {
        type: 'Error',
        message: 'no database',
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'TypeError', message: 'refused', code: 'ECONNREFUSED' },
      },
    });
  });

  it('is bounded, and survives a circle', () => {
    const { log, lines, text } = aLog();
    const circle: Record<string, unknown> = { deep: nested(20), many: Array.from({ length: 1000 }, () => 1) };
    circle['self'] = circle;
    log.info({ circle, long: 'a '.repeat(1_000_000) });
    expect(lines()[0]).toMatchObject({ circle: { self: '[circular]' } });
    expect(text()).toContain('[too deep]');
    expect(text().length).toBeLessThan(20_000);
  });

  it('leaves no half of a secret at the cut', () => {
    const { log, text } = aLog();
    log.info({ long: `${'a '.repeat(8185)}https://ada:hunter2@db` });
    expect(text()).not.toContain('hunter');
  });

  it('is not written below its level', () => {
    const { log, lines } = aLog({ level: 'warn' });
    log.info('x');
    temporalLogger(log).info('x');
    temporalLogger(log).log('ERROR', 'y', { workflowId: 'w' });
    expect(lines()).toMatchObject([{ level: 'error', msg: 'y', workflowId: 'w' }]);
  });
});

describe('a pretty line', () => {
  it('is one line of plain text', () => {
    const { log, text } = aLog({ format: 'pretty' });
    log.warn({ port: 7420, path: '/a/b', why: 'two words', token: 'hunter2' }, 'not\nready');
    expect(text()).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}not ready port=7420 path=\/a\/b why="two words" token="\[redacted\]"\n$/,
    );
  });

  it('names the causes of an error, with the stack below', () => {
    const { log, text } = aLog({ format: 'pretty' });
    log.error({ err: new Error('no database', { cause: new TypeError('refused') }) }, 'stopped');
    expect(text()).toMatch(/ERROR stopped err="Error: no database <- TypeError: refused"\n {4}at .*log\.test\.ts/);
  });
});

function aLog(given: { level?: 'info' | 'warn'; format?: 'json' | 'pretty' } = {}) {
  const written: string[] = [];
  const config = { log: { level: 'info', format: 'json', ...given } } as const;
  const log = createLog(config, { write: (line) => void written.push(line) });
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

function nested(depth: number): object {
  return depth === 0 ? {} : { inner: nested(depth - 1) };
}
