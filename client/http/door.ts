import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Caller, Reeve, Role } from '../reeve.js';
import type { OidcSignIn } from './oidc-sign-in.js';

/** What the gateway is made of, besides Reeve itself. */
export interface Door {
  readonly reeve: Reeve;
  readonly settings: DoorSettings;
  /** Verifies a JWT of the configured issuer; absent when there is none. */
  readonly oidc?: (jwt: string) => Promise<{ readonly account: string; readonly subject: string } | undefined>;
  /** Signs people in at the console with that issuer; absent where no client of it is configured. */
  readonly oidcSignIn?: OidcSignIn;
  readonly metrics: {
    readonly text: () => Promise<{ readonly contentType: string; readonly body: string }>;
    readonly observe: (request: { route: string; method: string; status: number; seconds: number }) => void;
  };
  readonly codec?: {
    readonly decode: (payloads: readonly CodecPayload[]) => Promise<readonly CodecPayload[]>;
    readonly encode: (payloads: readonly CodecPayload[]) => Promise<readonly CodecPayload[]>;
  };
  readonly log: {
    readonly info: (facts: object, text: string) => void;
    readonly warn: (facts: object, text: string) => void;
    readonly error: (facts: object, text: string) => void;
  };
  /** Knows a browser that is signed in at the console, where a route of the API serves pages of our own. */
  readonly session?: MiddlewareHandler<Env>;
  /** True once the process drains: readiness says no, open requests go on. */
  readonly draining: () => boolean;
}

export interface DoorSettings {
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly bodyBytesMax: number;
  /** The largest bundle that may be sent to be diagnosed. */
  readonly bundleBytesMax: number;
  /** How long a reader of a long answer may take for one piece of it. */
  readonly readerMsMax: number;
  readonly publicUrl?: string;
  /** Signs the console's sessions and its CSRF tokens. */
  readonly sessionKey: string;
  /** Pages of the Temporal Web UI, which may call the codec endpoint. */
  readonly temporalUiOrigins: readonly string[];
}

export interface CodecPayload {
  readonly metadata?: Readonly<Record<string, string>> | null | undefined;
  readonly data?: string | null | undefined;
}

export interface Env {
  Variables: { caller: Caller; requestId: string };
}
export type App = OpenAPIHono<Env>;

/** One file of routes: puts them on the app. */
export type Mount = (app: App, door: Door) => void;

export type Access = Role | 'public';

/** A refusal of the door itself, before anybody was asked. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503;
  /** When it may be tried again. */
  readonly retrySeconds?: number;
  constructor(status: Refused['status'], message: string, cause?: unknown, retrySeconds?: number) {
    super(message, { cause });
    this.status = status;
    if (retrySeconds !== undefined) this.retrySeconds = retrySeconds;
  }
}

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');
