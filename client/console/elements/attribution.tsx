import type { Attribution } from '../../reeve.js';
import { visible } from './text.js';

const SUSPECTS: Readonly<Record<Attribution['suspect'], string>> = {
  provider: 'Look at its provider first.',
  region: 'Look at its region first: others there are silent too.',
  template: 'Look at its template first: others of it are silent too.',
  change: 'Look at the last change first.',
  certificate: 'Look at its certificate first: it has ended.',
  host: 'Look at the host itself first.',
};

/** Where to look first, and what that is read from. */
export function AttributionWords({ of: { suspect, sentences } }: { readonly of: Attribution }) {
  return (
    <div class="attribution">
      <p class="strong">{SUSPECTS[suspect] ?? `Look at its ${visible(suspect)} first.`}</p>
      <ul>
        {sentences.map((one) => (
          <li>{visible(one)}</li>
        ))}
      </ul>
    </div>
  );
}
