import { Banner } from '../elements/basics.js';
import { visible } from '../elements/text.js';
import { Brand, Sheet } from '../frame.js';
import { OIDC_SIGN_IN, SIGN_IN } from '../next-path.js';

export interface SignInProps {
  readonly guard: string;
  readonly next: string;
  readonly trouble?: string;
  /** The OIDC issuer that people may sign in with. */
  readonly issuer?: string;
}

export function SignInPage({ guard, next, trouble, issuer }: SignInProps) {
  return (
    <Sheet title="Sign in">
      <main class="doorstep">
        <p class="brand">
          <Brand /> Reeve
        </p>
        <h1>Sign in</h1>
        {trouble !== undefined && (
          <Banner tone="bad">
            <p role="alert">{visible(trouble)}</p>
          </Banner>
        )}
        {issuer !== undefined && (
          <p>
            <a class="big" href={`${OIDC_SIGN_IN}?${new URLSearchParams({ next }).toString()}`}>
              Sign in with {new URL(issuer).host}
            </a>
          </p>
        )}
        <form method="post" action={SIGN_IN}>
          <input type="hidden" name="guard" value={guard} />
          <input type="hidden" name="next" value={next} />
          <div class="field">
            <label for="token">Token</label>
            <input
              id="token"
              name="token"
              type="password"
              required
              maxlength={300}
              autocomplete="current-password"
              autocapitalize="none"
              spellcheck={false}
              aria-describedby="token-hint"
              autofocus
            />
            <p class="hint" id="token-hint">
              It begins with “rv1.”. The first one was printed by <code>npm start</code>; others are issued by an admin,
              here or with <code>reeve tokens issue</code>.
            </p>
          </div>
          <button type="submit">Sign in</button>
        </form>
        <p class="small quiet">
          A session lasts twelve hours at most. Signing out ends it everywhere, and so does revoking its token or
          unlinking the identity. <a href="/api">API document</a>
        </p>
      </main>
    </Sheet>
  );
}

/** A link from another site comes without our cookie; following it once more from here brings it along. */
export function OnwardPage({ to }: { readonly to: string }) {
  return (
    <Sheet title="One moment" goTo={to}>
      <main class="doorstep">
        <p>
          <a href={to}>Go on to the console</a>
        </p>
      </main>
    </Sheet>
  );
}
