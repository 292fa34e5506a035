import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry, type Telemetry } from '../../workers/telemetry.js';

export interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly events: readonly {
    readonly name: string;
    readonly attributes: readonly { readonly key: string; readonly value: object }[];
  }[];
}
interface OtlpTraces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

export interface TestCollector {
  readonly telemetry: Telemetry;
  /** Ends the telemetry, and gives everything that was sent. */
  readonly spans: () => Promise<readonly SentSpan[]>;
  /** The same as it came over the wire. */
  readonly text: () => string;
  readonly close: () => void;
}

/** A collector of traces on loopback, and the product's telemetry that sends there. */
export async function openCollector(): Promise<TestCollector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString());
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const otlpEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const telemetry = startTelemetry({ telemetry: { serviceName: 'test', headers: {}, sampleRatio: 1, otlpEndpoint } });
  return {
    telemetry,
    async spans() {
      await telemetry.shutdown();
      return bodies.flatMap((body) =>
        (JSON.parse(body) as OtlpTraces).resourceSpans.flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap((one) => one.spans),
        ),
      );
    },
    text: () => bodies.join(''),
    close: () => void server.close(),
  };
}
