import { randomUUID } from 'node:crypto';
import { SpanKind, SpanStatusCode, type TextMapGetter, context, propagation, trace } from '@opentelemetry/api';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { isLoopback } from '../../config/loopback.js';
import { type Door, type Env, Refused } from './door.js';
import { problem } from './problems.js';

/** Names the request; a name that the caller brings is kept when it is harmless. */
export const requestIds: MiddlewareHandler<Env> = async (c, next) => {
  const given = c.req.header('x-request-id');
  const id = given && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
  c.set('requestId', id);
  c.header('x-request-id', id);
  await next();
};

/** What probes ask by whatever address they have, such as the one of a pod. They tell nothing that a page elsewhere could use. */
const PROBES = new Set(['/healthz', '/livez', '/readyz']);

/** Only names that are ours: a page elsewhere can't point its own name at our loopback address and read the answers. */
export function hosts({ settings }: Door): MiddlewareHandler<Env> {
  const own = new Set(settings.allowedHosts.map((host) => host.toLowerCase()));
  if (settings.publicUrl) own.add(new URL(settings.publicUrl).hostname);
  return async (c, next) => {
    const host = hostName(c.req.header('host') ?? '');
    if (!PROBES.has(c.req.path) && !isLoopback(host) && !own.has(host)) {
      return problem(c, {
        status: 421,
        detail: `this Reeve does not answer to the name "${host.slice(0, 80)}": add it to gateway.allowedHosts`,
      });
    }
    return next();
  };
}

/** Where nodes report, and what one message may hold, also when it is inflated. */
export const NODE_REPORTS = '/node/v1/report';
export const REPORTS_BYTES_MAX = 4 * 1024 * 1024;

/** Where bundles are sent to. */
const UPLOADS = new Set(['/api/v1/diagnoses', '/console/diagnoses']);

/** Where a whole fleet is brought in, and how much of it comes as it is sent: compressed, that is a hundred thousand instances. */
const FLEET_IMPORT = '/api/v1/fleet/import';
const FLEET_BYTES_MAX = 64 * 2 ** 20;
/** Files of advisories and bills of materials, as they are sent. */
const CVES = '/api/v1/cves';
const CVES_BYTES_MAX = 50 * 2 ** 20;
const SBOMS = '/api/v1/sboms';
const SBOM_BYTES_MAX = 20 * 2 ** 20;

export function limits({ settings: { bodyBytesMax, bundleBytesMax } }: Door): MiddlewareHandler<Env> {
  const tooLong = (c: Context<Env>, most: number) =>
    problem(c, { status: 413, detail: `the body is over the limit of ${most} bytes` });
  // What does not say its length is read here to be counted, before anybody knows who sends it.
  const counted = bodyLimit({ maxSize: bodyBytesMax, onError: (c) => tooLong(c, bodyBytesMax) });
  const longer: Readonly<Record<string, number>> = {
    ...Object.fromEntries([...UPLOADS].map((path) => [path, bundleBytesMax])),
    [NODE_REPORTS]: REPORTS_BYTES_MAX,
    [FLEET_IMPORT]: FLEET_BYTES_MAX,
    [CVES]: CVES_BYTES_MAX,
    [SBOMS]: SBOM_BYTES_MAX,
  };
  return async (c, next) => {
    const length = c.req.header('content-length');
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    // No more than it says can be sent. The body itself is left alone: to touch it makes a stream of it, which costs a third of a request.
    const most = longer[c.req.path] ?? bodyBytesMax;
    return Number(length) <= most ? next() : tooLong(c, most);
  };
}

export const headers: MiddlewareHandler<Env> = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
  // Behind a proxy with TLS the proxy says it; on loopback it would lock other programs on this name out.
  strictTransportSecurity: false,
});

/** Only what a trace needs is read of the headers. */
const CARRIER: TextMapGetter<Context<Env>> = {
  get: (c, name) => c.req.header(name),
  keys: (c) => [...c.req.raw.headers.keys()],
};

/** A span and a measurement per request, named by the route and never by the path. */
export function observed({ metrics }: Door): MiddlewareHandler<Env> {
  const tracer = trace.getTracer('reeve/http');
  return async (c, next) => {
    const started = performance.now();
    const parent = propagation.extract(context.active(), c, CARRIER);
    const { method } = c.req;
    await tracer.startActiveSpan(`HTTP ${method}`, { kind: SpanKind.SERVER }, parent, async (span) => {
      try {
        await next();
      } finally {
        const route = routePath(c, -1);
        const { status } = c.res;
        span.updateName(`${method} ${route}`);
        span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        metrics.observe({ route, method, status, seconds: (performance.now() - started) / 1000 });
      }
    });
  };
}

/** The trace of the request, for work that is accepted now and done elsewhere. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** What a browser sends by itself must come from our own pages. */
export function assertSameOrigin(header: (name: string) => string | undefined, publicUrl?: string): void {
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Refused(403, 'this form was sent from another site');
  // A proxy may have rewritten the Host; then the address that people use says what is ours.
  const own = [header('host'), publicUrl && new URL(publicUrl).host];
  if (origin !== undefined && !(URL.canParse(origin) && own.includes(new URL(origin).host))) {
    throw new Refused(403, 'this form was sent from another site');
  }
}

function hostName(header: string): string {
  return header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}
