import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.js';
import { createLog } from '../../workers/log.js';
import { startTelemetry } from '../../workers/telemetry.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';

interface Received {
  readonly url: string | undefined;
  readonly key: string | string[] | undefined;
  readonly body: string;
}

let collector: Server;
let received: Received[];
let endpoint: string;

beforeEach(async () => {
  received = [];
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ url: request.url, key: request.headers['x-key'], body: Buffer.concat(parts).toString() });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(() => collector.close());

describe('with a collector', () => {
  it('sends spans with the configured name and headers', async () => {
    const telemetry = startTelemetry(aConfig({ OTEL_SERVICE_NAME: 'here', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=k' }));
    telemetry.tracer.startActiveSpan('outer', (outer) => {
      telemetry.tracer.startSpan('inner').end();
      outer.end();
    });
    await telemetry.shutdown();
    expect(received).toMatchObject([{ url: '/v1/traces', key: 'k' }]);
    const { resourceSpans } = JSON.parse(received[0]?.body ?? '') as OtlpTraces;
    expect(resourceSpans[0]?.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'here' },
    });
    const [inner, outer] = resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    expect(inner).toMatchObject({ name: 'inner', traceId: outer?.traceId, parentSpanId: outer?.spanId });
  });

  it('takes the very address for traces before the one of the collector', async () => {
    const telemetry = startTelemetry(aConfig({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/mine` }));
    telemetry.tracer.startSpan('x').end();
    await telemetry.shutdown();
    expect(received).toMatchObject([{ url: '/mine' }]);
  });

  it('sends no secret, in whatever part of a span', async () => {
    const telemetry = startTelemetry(aConfig());
    const span = telemetry.tracer.startSpan('x', {
      attributes: { token: 'hunter2', url: 'postgres://a:hunter2@db', n: 1 },
    });
    span.recordException(new Error('password=hunter2'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'Bearer hunter2' });
    span.end();
    await telemetry.shutdown();
    expect(received[0]?.body).toContain('[redacted]');
    expect(received[0]?.body).not.toContain('hunter2');
  });

  it('continues the trace of a caller, in logs too', async () => {
    const telemetry = startTelemetry(aConfig());
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const written: string[] = [];
    const log = createLog({ log: { level: 'info', format: 'json' } }, { write: (line) => void written.push(line) });
    context.with(propagation.extract(context.active(), { traceparent }), () => {
      telemetry.tracer.startActiveSpan('x', (span) => {
        log.info('inside');
        span.end();
      });
    });
    await telemetry.shutdown();
    expect(received[0]?.body).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('keeps none at a ratio of 0', async () => {
    const telemetry = startTelemetry(aConfig({ REEVE_TRACE_SAMPLE_RATIO: '0' }));
    telemetry.tracer.startSpan('x').end();
    await telemetry.shutdown();
    expect(received).toEqual([]);
  });

  it('stops in good time when the collector is gone, says so, and can start again', async () => {
    const written: string[] = [];
    const log = createLog({ log: { level: 'info', format: 'json' } }, { write: (line) => void written.push(line) });
    const telemetry = startTelemetry(aConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }), log);
    telemetry.tracer.startSpan('x').end();
    await telemetry.shutdown();
    expect(written.join('')).toMatch(/traces could not be sent|OpenTelemetry/);
    const again = startTelemetry(aConfig());
    again.tracer.startSpan('y').end();
    await again.shutdown();
    expect(received).toHaveLength(1);
  }, 15_000);
});

describe('without a collector', () => {
  it('does nothing', async () => {
    const telemetry = startTelemetry(loadConfig({ env: { HOME: '/' }, cwd: '/' }));
    expect(telemetry.spans).toBeUndefined();
    expect(telemetry.tracer.startSpan('x').isRecording()).toBe(false);
    expect(trace.getSpan(context.active())).toBeUndefined();
    await telemetry.shutdown();
  });

  it('leaves the workflow bundle as it is, for replay, and drops its spans', async () => {
    const off = temporalTracing(startTelemetry(loadConfig({ env: { HOME: '/' }, cwd: '/' })));
    const started = startTelemetry(aConfig());
    const on = temporalTracing(started);
    await started.shutdown();
    expect(off.workflowInterceptorModules).toEqual(on.workflowInterceptorModules);
    expect(off.clientInterceptors).toEqual({});
    expect(off.workerInterceptors.activity).toBeUndefined();
    expect(on.workerInterceptors.activity).toHaveLength(1);
    expect(Object.keys(off.sinks)).toEqual(Object.keys(on.sinks));
  });
});

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly unknown[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

function aConfig(given: Readonly<Record<string, string>> = {}) {
  return loadConfig({ env: { HOME: '/', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...given }, cwd: '/' });
}
