import { expect, it } from 'vitest';
import { loadWithSources } from '../../config/load.js';
import { maskUrl, printable } from '../../config/print.js';
import { settings } from '../../config/settings.js';

it('masks every secret and says where each value came from', () => {
  const { config, sources } = loadWithSources({
    env: {
      HOME: '/home/ada',
      DATABASE_URL: 'postgres://reeve:hunter2@db/reeve?sslmode=require',
      REEVE_DATABASE_OWNER_URL: 'postgres://owner@db/reeve?password=hunter2',
      REEVE_WEBHOOK_SECRET: 'hunter2',
      REEVE_TOKEN: 'hunter2',
      TEMPORAL_API_KEY: 'hunter2',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://ada:hunter2@collector',
      REEVE_PARTS_URL: 'https://mirror/?token=hunter2&v=1',
    },
    cwd: '/',
  });
  const printed = printable(config, sources);
  expect(JSON.stringify(printed)).not.toContain('hunter2');
  const said = printed.filter(({ from }) => from !== 'default' && from !== 'not set');
  expect(said.map(({ key, value, from }) => [key, value, from])).toEqual([
    ['database.url', 'postgres://reeve:********@db/reeve?sslmode=require', 'DATABASE_URL'],
    ['database.ownerUrl', 'postgres://owner@db/reeve?password=********', 'REEVE_DATABASE_OWNER_URL'],
    ['temporal.apiKey', '********', 'TEMPORAL_API_KEY'],
    ['webhook.secret', '********', 'REEVE_WEBHOOK_SECRET'],
    ['telemetry.otlpEndpoint', 'https://ada:********@collector', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['telemetry.headers', { 'x-key': '********' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
    ['parts.mirrorUrl', 'https://mirror/?token=********&v=1', 'REEVE_PARTS_URL'],
    ['cli.token', '********', 'REEVE_TOKEN'],
  ]);
  expect(printed).toHaveLength(settings.length);
  expect(printed.find(({ key }) => key === 'gateway.port')).toMatchObject({ value: 7420, from: 'default' });
  expect(printed.find(({ key }) => key === 'oidc.issuer')).toMatchObject({ value: null, from: 'not set' });
});

it.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['https://ada@example.com', 'https://ada@example.com'],
  ['https://ada:pw@example.com', 'https://ada:********@example.com'],
  ['postgres://ada:p@ss:w@db/x', 'postgres://ada:********@db/x'],
  ['postgres://ada:p/w?x#y@db/x', 'postgres://ada:********@db/x'],
  ['https://example.com/?api_key=abc#top', 'https://example.com/?api_key=********#top'],
  ['/a/path:with@signs', '/a/path:with@signs'],
])('shows %s as %s', (text, expected) => {
  expect(maskUrl(text)).toBe(expected);
});
