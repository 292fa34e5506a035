import type { Child } from 'hono/jsx';
import { type Caller, mayAct } from '../reeve.js';
import { assetPath } from './assets.js';
import { Banner } from './elements/basics.js';
import { ActForm } from './elements/forms.js';
import { count, isoTime, visible } from './elements/text.js';
import type { Notice } from './notice.js';
import { NAV_GROUPS, type Page } from './page.js';
import { SIGN_IN } from './next-path.js';

export interface FrameProps {
  readonly title: string;
  readonly path: string;
  readonly version: string;
  readonly pages: readonly Pick<Page, 'path' | 'role' | 'nav'>[];
  /** Absent for somebody who is not signed in. */
  readonly visitor?: { readonly caller: Caller; readonly csrf: string };
  readonly notice?: Notice;
  /** How much waits behind a page of the navigation, by its path. */
  readonly badges?: Readonly<Record<string, number>>;
  readonly children?: Child;
}

/** What stands around every page: brand, navigation, who is here, and the way out. */
export function Frame(props: FrameProps) {
  const { title, path, version, pages, visitor, notice, badges = {}, children } = props;
  const waiting = pages.flatMap(({ path, nav }) => (nav?.badge && path in badges ? [{ path, of: nav.badge.of }] : []));
  return (
    <Sheet title={title}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <div class="frame">
        <header class="bar">
          <a class="brand" href="/console">
            <Brand /> Reeve
          </a>
          <button type="button" class="menu-button" popovertarget="menu">
            Menu
            {waiting.map(({ path, of }) => (
              <Badge path={path} n={badges[path] ?? 0} of={of} />
            ))}
          </button>
        </header>
        <div class="side" id="menu" popover="auto">
          {visitor && <Navigation caller={visitor.caller} path={path} pages={pages} badges={badges} />}
          {visitor ? (
            <Who caller={visitor.caller} csrf={visitor.csrf} />
          ) : (
            <p class="who">
              <a href={SIGN_IN}>Sign in</a>
            </p>
          )}
          <p class="small quiet about">
            Reeve {version} · <a href="/api">API</a>
          </p>
        </div>
        <main id="main" tabindex={-1}>
          {notice && <Said notice={notice} />}
          {children}
        </main>
      </div>
    </Sheet>
  );
}

/** The bare page: for signing in, and where no frame can be had. */
export function Sheet(props: { readonly title: string; readonly goTo?: string; readonly children?: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {props.goTo !== undefined && <meta http-equiv="refresh" content={`0; url=${props.goTo}`} />}
        <title>{`${props.title} · Reeve`}</title>
        <link rel="stylesheet" href={assetPath('console.css')} />
        <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
        <script src={assetPath('console.js')} type="module" />
      </head>
      <body>{props.children}</body>
    </html>
  );
}

export function Brand() {
  return (
    <svg class="brand-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <rect x="2" y="7.5" width="12.5" height="9" rx="4.5" />
      <rect x="9.5" y="7.5" width="12.5" height="9" rx="4.5" />
    </svg>
  );
}

/** It stands there empty too, so that the page's own script can fill it. */
function Badge({ path, n, of }: { readonly path: string; readonly n: number; readonly of: string }) {
  return (
    <span class="badge" data-badge={path} hidden={n === 0}>
      <span data-count>{count(n)}</span>
      <span class="unseen"> {of}</span>
    </span>
  );
}

type NavigationProps = { readonly caller: Caller } & Required<Pick<FrameProps, 'path' | 'pages' | 'badges'>>;

function Navigation({ caller, path, pages, badges }: NavigationProps) {
  const open = pages.filter(({ nav, role }) => nav && mayAct(caller.roles, role));
  const groups = NAV_GROUPS.map((group) => ({ group, pages: open.filter(({ nav }) => nav?.group === group) }));
  return (
    <nav aria-label="Main">
      {groups
        .filter((group) => group.pages.length > 0)
        .map((group) => (
          <div class="nav-group">
            <h2 id={`nav-${group.group}`}>{group.group}</h2>
            <ul aria-labelledby={`nav-${group.group}`}>
              {group.pages.map((page) => (
                <li>
                  <a
                    href={page.path}
                    {...(isHere(page.path, path) && { 'aria-current': page.path === path ? 'page' : 'true' })}
                  >
                    {page.nav?.word}
                    {page.nav?.badge && page.path in badges && (
                      <Badge path={page.path} n={badges[page.path] ?? 0} of={page.nav.badge.of} />
                    )}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}

function Who({ caller, csrf }: { readonly caller: Caller; readonly csrf: string }) {
  return (
    <section class="who" aria-label="Signed in as">
      <p>
        <strong>{visible(caller.name)}</strong>
        <span class="quiet">
          {' '}
          {caller.principal} at {caller.account}
        </span>
      </p>
      <p class="small quiet">{caller.roles.includes('admin') ? 'admin' : caller.roles.join(', ') || 'no role'}</p>
      <ActForm action="/console/signout" csrf={csrf}>
        <button type="submit" class="plain">
          Sign out
        </button>
      </ActForm>
    </section>
  );
}

function Said({ notice }: { readonly notice: Notice }) {
  if (notice.kind === 'done') {
    return (
      <Banner tone="good">
        <p role="status">{visible(notice.text)}</p>
      </Banner>
    );
  }
  return (
    <Banner tone="wait">
      <p role="status">
        <strong>
          The new token “{visible(notice.name)}” of {visible(notice.principal)}. Copy it now: it is not shown again.
        </strong>
      </p>
      <p class="secret" data-copy>
        <code tabindex={0}>{notice.token}</code>
      </p>
      <p class="small">
        {notice.expiresAt === undefined
          ? 'It does not expire.'
          : `It expires at ${isoTime(Date.parse(notice.expiresAt))}.`}
      </p>
    </Banner>
  );
}

// The status page is the root of all paths, so only there the path itself must fit.
function isHere(page: string, path: string): boolean {
  return path === page || (page !== '/console' && path.startsWith(`${page}/`));
}
