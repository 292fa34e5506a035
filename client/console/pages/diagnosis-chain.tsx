import { Mark, type Tone } from '../elements/basics.js';
import { visible } from '../elements/text.js';

interface Station {
  readonly tone: Tone;
  /** What kind of thing it is; absent for what happens to one. */
  readonly kind?: string;
  readonly text: string;
}

/** From the root down to what was noticed: things in boxes, and between them what happens. */
export function ChainPicture({ chains }: { readonly chains: readonly string[] }) {
  return (
    <>
      {chains.map((chain) => (
        <ol class="causes">
          {stationsOf(chain).map(({ tone, kind, text }) => (
            <li class={kind === undefined ? 'effect' : `thing ${tone}`}>
              {kind === undefined ? (
                <>
                  <span class="arrow" aria-hidden="true" />
                  <span>{visible(text)}</span>
                </>
              ) : (
                <>
                  <Mark tone={tone} />
                  <span>
                    <span class="quiet small">{visible(kind)}</span>
                    <span class="below strong">{visible(text)}</span>
                  </span>
                </>
              )}
            </li>
          ))}
        </ol>
      ))}
    </>
  );
}

export function stationsOf(chain: string): readonly Station[] {
  return chain
    .split(' → ')
    .filter(Boolean)
    .map((text, place): Station => {
      const [, kind, name] = /^([A-Z][A-Za-z0-9]*) (\S+)$/.exec(text) ?? [];
      if (kind !== undefined && name !== undefined) return { tone: place === 0 ? 'bad' : 'wait', kind, text: name };
      const alert = /^alert (.+)$/.exec(text)?.[1];
      return alert === undefined ? { tone: 'off', text } : { tone: 'off', kind: 'Alert', text: alert };
    });
}
