import type { Context } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type Trouble, troubleOf } from '../http/problems.js';
import type { Console, ConsoleEnv } from './console.js';
import { badgesFor } from './badges.js';
import { Frame, type FrameProps } from './frame.js';
import { pageOf, pages } from './pages/index.js';
import { TROUBLE_TITLES, TroubleView } from './pages/trouble.js';

/** Where pages hear that something happened in the fleet. */
export const HAPPENINGS_PATH = '/console/happenings';

export async function sendPage(
  c: Context,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status = 200,
): Promise<Response> {
  return c.html(html`<!doctype html>${page}`, status as 200);
}

/** A page in its frame, for whoever is signed in. */
export async function sendFramed(
  { door }: Console,
  c: Context<ConsoleEnv>,
  view: Pick<FrameProps, 'title' | 'children' | 'notice'> & {
    readonly status?: number;
    readonly everySeconds?: number;
    readonly hears?: true;
  },
): Promise<Response> {
  const { title, children, notice, status = 200, everySeconds, hears } = view;
  const caller = c.get('caller');
  const { version } = door.reeve.standing.about;
  // Where the database is away nothing is counted, and the page that says so must come all the same.
  const badges = caller && status < 500 ? await badgesFor(door, caller) : {};
  const visitor = caller && { caller, csrf: c.get('csrf') };
  return sendPage(
    c,
    <Frame
      title={title}
      path={c.req.path}
      version={version}
      pages={pages}
      badges={badges}
      {...(visitor && { visitor })}
      {...(notice && { notice })}
    >
      <div class="page-head">
        <h1>{title}</h1>
        {everySeconds !== undefined && <Fresh path={c.req.path} everySeconds={everySeconds} />}
      </div>
      {everySeconds === undefined ? (
        children
      ) : (
        <div data-live={String(everySeconds)} {...(hears && { 'data-hears': HAPPENINGS_PATH })}>
          {children}
        </div>
      )}
    </Frame>,
    status,
  );
}

/** Says what can be said as a page. The rest stays in the log under the request's id. */
export function sendTrouble(desk: Console, c: Context<ConsoleEnv>, error: unknown): Promise<Response> {
  const requestId = c.get('requestId');
  const known = troubleOf(error);
  if (!known || known.status >= 500)
    desk.door.log.error({ err: error, requestId, path: c.req.path }, 'a request failed');
  const trouble: Trouble = known ?? {
    status: 500,
    detail: `something broke on our side; the log has it under request ${requestId}`,
  };
  const title = TROUBLE_TITLES[trouble.status] ?? 'Something broke';
  const back = pageOf(c.req.path);
  const children = <TroubleView trouble={trouble} requestId={requestId} {...(back && { back })} />;
  return sendFramed(desk, c, { title, children, status: trouble.status });
}

/** Without scripts it is a link that loads the page again; with them it tells how fresh the page is. */
function Fresh({ path, everySeconds }: { readonly path: string; readonly everySeconds: number }) {
  return (
    <p class="fresh quiet">
      <span data-fresh={`Refreshes every ${everySeconds} s`} />
      <a href={path}>Reload</a>
      <span class="unseen" role="status" aria-live="polite" data-announce />
    </p>
  );
}
