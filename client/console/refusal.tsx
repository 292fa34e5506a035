import { type Trouble, troubleOf } from '../http/problems.js';
import { Banner } from './elements/basics.js';
import { sentence, visible } from './elements/text.js';

/** Runs what may be refused. A refusal is shown on the page that it was asked from; what broke goes on as it is. */
export async function refusalOf(run: () => Promise<unknown>): Promise<Trouble | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const trouble = troubleOf(error);
    if (!trouble || trouble.status >= 500) throw error;
    return trouble;
  }
}

export function RefusalBanner({ refusal }: { readonly refusal: Trouble }) {
  return (
    <Banner tone="bad">
      <p class="lead" role="alert">
        {visible(sentence(refusal.detail))}
      </p>
    </Banner>
  );
}
