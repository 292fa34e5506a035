import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { type App, type Door, type Mount, Refused } from '../http/door.js';
import { eventStream } from '../http/event-stream.js';
import { allow } from '../http/secured.js';
import { operationGroups } from './api-document.js';
import { ASSETS_PATH, serveAsset } from './assets.js';
import { type Console, type ConsoleEnv, openConsole, signedIn } from './console.js';
import { badgesFor } from './badges.js';
import { assertOurForm, mountDoorstep } from './doorstep.js';
import { HOME, nextPath, signInPath } from './next-path.js';
import type { Act, Page, View, Visit } from './page.js';
import { ApiView } from './pages/api.js';
import { pageOf, pages } from './pages/index.js';
import { OnwardPage } from './pages/sign-in.js';
import { HAPPENINGS_PATH, sendFramed, sendPage, sendTrouble } from './render.js';

export { sessionCaller } from './session-caller.js';

/** The header by which the page's own script asks for the part that changes. */
const PART_HEADER = 'x-reeve-part';

/** The console: pages for people, rendered here, with sessions instead of bearer tokens. */
export const consoleRoutes: Mount = (app, door: Door) => {
  const desk = openConsole(door);
  const own = new Hono<ConsoleEnv>();
  own.onError((error, c) => sendTrouble(desk, c, error));
  for (const path of ['/', '/console/']) own.get(path, (c) => c.redirect(HOME, 302));
  own.get('/api', remembered(desk), api(app, desk));
  own.get(ASSETS_PATH, (c) => serveAsset(c) ?? sendTrouble(desk, c, new Refused(404, 'there is no such file')));
  own.use('/console/*', unkept);
  mountDoorstep(own, desk);
  own.use('/console/*', known(desk));
  // The same stream as the API's, for the cookie of the session.
  own.get(HAPPENINGS_PATH, allow('viewer'), (c) =>
    eventStream(c, door.reeve.live.events(c.get('caller'), c.req.raw.signal), door.settings),
  );
  for (const page of pages) mountPage(own, desk, page);
  own.all('/console/*', () => {
    throw new Refused(404, 'there is no such page in the console');
  });
  app.route('/', own);
};

/** Nothing of a page may stay behind in a cache: the next one at this browser may be somebody else. */
const unkept: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  c.header('cache-control', 'no-store');
  await next();
};

/** Only for who is signed in; everybody else is shown the way there and back. */
function known(desk: Console): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    // A caller with a bearer token may read pages too; forms need a session.
    const here = c.get('caller') ? undefined : await signedIn(desk, c);
    if (here) enter(c, here);
    if (c.get('caller')) return next();
    if (c.req.header(PART_HEADER)) throw new Refused(401, 'the session has ended: sign in again');
    const { method, path } = c.req;
    const isRead = method === 'GET' || method === 'HEAD';
    const wanted = isRead ? path + new URL(c.req.url).search : (pageOf(path) ?? HOME);
    // From another site our cookie does not come along; asked again from our own page it does.
    if (isRead && c.req.header('sec-fetch-site') === 'cross-site')
      return sendPage(c, <OnwardPage to={nextPath(wanted)} />);
    return c.redirect(signInPath(wanted), 303);
  };
}

/** For a page that is public: who is signed in is greeted, and the page is there for all others. */
function remembered(desk: Console): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    // The document must be readable while the database is away, so then nobody is known.
    const here = c.get('caller') ? undefined : await signedIn(desk, c).catch(() => undefined);
    if (here) enter(c, here);
    await next();
  };
}

function enter(
  c: Context<ConsoleEnv>,
  { caller, session, csrf }: NonNullable<Awaited<ReturnType<typeof signedIn>>>,
): void {
  c.set('caller', caller);
  c.set('session', session);
  c.set('csrf', csrf);
}

function mountPage(own: Hono<ConsoleEnv>, desk: Console, page: Page): void {
  own.get(page.path, allow(page.role), async (c) => sendView(desk, c, page, await page.view(visitOf(desk, c))));
  for (const act of page.acts ?? []) {
    own.post(act.path, allow(act.role), async (c) => answer(desk, c, page, act));
    // Whoever loads the address of a form's answer again wants the page that the form stands on.
    if (act.path !== page.path) own.get(act.path, (c) => c.redirect(nextPath(pageOf(c.req.path)), 303));
  }
}

async function answer(desk: Console, c: Context<ConsoleEnv>, page: Page, act: Act): Promise<Response> {
  const { fields: form, file } = await assertOurForm(desk, c);
  const result = await act.run({ ...visitOf(desk, c), form, ...(file && { file }) });
  // What a form answered is at no address that could be asked for again, so it does not keep itself fresh.
  const { everySeconds: _live, hears: _heard, ...still } = page;
  if (!('go' in result)) return sendView(desk, c, still, result);
  const session = c.get('session');
  if (result.notice && session) desk.notices.leave(c, session.id, result.notice);
  return c.redirect(nextPath(result.go), 303);
}

function sendView(desk: Console, c: Context<ConsoleEnv>, page: Page, view: View): Promise<Response> {
  const { title = page.title, status = 200, body } = view;
  if (c.req.header(PART_HEADER)) return sendPart(desk, c, body);
  const session = c.get('session');
  const notice = session && desk.notices.take(c, session.id);
  const { everySeconds, hears } = page;
  return sendFramed(desk, c, {
    title,
    status,
    children: body,
    ...(notice && { notice }),
    ...(everySeconds && { everySeconds }),
    ...(hears && { hears }),
  });
}

/** The part alone; what stands around it is there already. */
async function sendPart(desk: Console, c: Context<ConsoleEnv>, body: View['body']): Promise<Response> {
  c.header('x-reeve-badges', JSON.stringify(await badgesFor(desk.door, c.get('caller'))));
  return c.html(<>{body}</>);
}

function visitOf({ door: { reeve }, now }: Console, c: Context<ConsoleEnv>): Visit {
  const { searchParams } = new URL(c.req.url);
  return {
    reeve,
    caller: c.get('caller'),
    now: now(),
    params: c.req.param(),
    query: searchParams,
    csrf: c.get('csrf') ?? '',
  };
}

function api(app: App, desk: Console) {
  const { version } = desk.door.reeve.standing.about;
  let groups: ReturnType<typeof operationGroups> | undefined;
  return (c: Context<ConsoleEnv>) => {
    // All routes are there by the first request, and none comes later.
    groups ??= operationGroups(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Reeve', version } }));
    return sendFramed(desk, c, { title: 'API', children: <ApiView groups={groups} /> });
  };
}
