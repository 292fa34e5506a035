import type { Change, HookProvider } from '../change.js';
import { textAt } from '../facts/reading.js';

/** Where the address of a hook says what is deployed there; else the sender's own names are taken. */
export interface HookPlace {
  readonly namespace?: string;
  readonly name?: string;
}

type Told = Omit<Change, 'at'> & { readonly at?: Date };
/** Nothing where the sender tells of something else, such as a ping or a build that only began. */
type Reader = (payload: unknown) => Told | undefined;

const STATUS: Readonly<Record<string, string>> = {
  ...{ success: 'succeeded', failure: 'failed', error: 'failed', failed: 'failed', canceled: 'failed' },
  ...{ in_progress: 'running', running: 'running', interrupted: 'failed' },
};

const READERS: Readonly<Record<HookProvider, Reader>> = { github, gitlab, teamcity };

/** What changed, by what was sent; the door has checked who sent it, and what is missing in it is said by the time it came. */
export function readHook(
  provider: HookProvider,
  payload: unknown,
  { namespace, name }: HookPlace,
  now: Date,
): Change | undefined {
  const told = READERS[provider](payload);
  if (!told) return undefined;
  const at = told.at !== undefined && told.at <= now ? told.at : now;
  return { ...told, at, namespace: namespace ?? told.namespace, name: name ?? told.name };
}

/** https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_status */
function github(payload: unknown): Told | undefined {
  const status = STATUS[textAt(payload, 'deployment_status', 'state')];
  if (status === undefined) return undefined;
  return told(textAt(payload, 'deployment_status', 'created_at'), {
    kind: 'deploy',
    namespace: textAt(payload, 'deployment', 'environment'),
    name: textAt(payload, 'repository', 'name'),
    revision: textAt(payload, 'deployment', 'sha').slice(0, 12) || textAt(payload, 'deployment', 'ref'),
    status,
  });
}

/** https://docs.gitlab.com/user/project/integrations/webhook_events/#deployment-events */
function gitlab(payload: unknown): Told | undefined {
  const status = STATUS[textAt(payload, 'status')];
  if (textAt(payload, 'object_kind') !== 'deployment' || status === undefined) return undefined;
  // Written as "2021-04-28 21:50:00 +0200".
  const at = textAt(payload, 'status_changed_at').replace(/^(\S+) (\S+) ([+-]\d\d)(\d\d)$/, '$1T$2$3:$4');
  return told(at, {
    kind: 'deploy',
    namespace: textAt(payload, 'environment'),
    name: textAt(payload, 'project', 'name'),
    revision: textAt(payload, 'short_sha') || textAt(payload, 'ref'),
    status,
  });
}

/** https://www.jetbrains.com/help/teamcity/teamcity-webhooks.html: a build as its REST API gives it. */
function teamcity(payload: unknown): Told | undefined {
  if (!['BUILD_FINISHED', 'BUILD_INTERRUPTED'].includes(textAt(payload, 'eventType'))) return undefined;
  const build = (payload as { readonly payload?: unknown }).payload;
  const status = STATUS[textAt(build, 'status').toLowerCase()] ?? 'failed';
  // Written as "20260304T120000+0000".
  const at = textAt(build, 'finishDate').replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)$/,
    '$1-$2-$3T$4:$5:$6$7:$8',
  );
  return told(at, {
    kind: 'deploy',
    namespace: textAt(build, 'buildType', 'projectName'),
    name: textAt(build, 'buildType', 'name') || textAt(build, 'buildTypeId'),
    revision: textAt(build, 'number'),
    status,
  });
}

function told(at: string, rest: Omit<Change, 'at'>): Told {
  const ms = Date.parse(at);
  return Number.isFinite(ms) ? { ...rest, at: new Date(ms) } : rest;
}
