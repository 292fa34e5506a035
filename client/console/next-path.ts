export const HOME = '/console';
export const SIGN_IN = '/console/signin';
export const OIDC_SIGN_IN = `${SIGN_IN}/oidc`;
export const OIDC_BACK = `${OIDC_SIGN_IN}/back`;
const PATH_CHARS_MAX = 1024;
const ELSEWHERE = 'http://elsewhere.invalid';

/** Where to go after signing in: a page of this console and nothing else, whatever the link said. */
export function nextPath(asked: string | undefined): string {
  if (!asked || asked.length > PATH_CHARS_MAX || !asked.startsWith(HOME) || !URL.canParse(asked, ELSEWHERE))
    return HOME;
  const { origin, pathname, search } = new URL(asked, ELSEWHERE);
  const isPage = origin === ELSEWHERE && (pathname === HOME || pathname.startsWith(`${HOME}/`));
  const isDoorstep = pathname.startsWith(SIGN_IN) || pathname.startsWith('/console/signout');
  return isPage && !isDoorstep ? pathname + search : HOME;
}

export function signInPath(next: string): string {
  const wanted = nextPath(next);
  return wanted === HOME ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ next: wanted }).toString()}`;
}
