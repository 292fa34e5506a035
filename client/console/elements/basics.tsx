import type { Child } from 'hono/jsx';
import { isoTime, relative, safeHref, visible } from './text.js';

export type Tone = 'good' | 'bad' | 'wait' | 'off';

const SHAPES: Readonly<Record<Tone, { readonly outline: string; readonly sign: string }>> = {
  good: { outline: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z', sign: 'M4.8 8.2l2.2 2.2 4.2-4.6' },
  bad: { outline: 'M8 .9l7.6 13.6H.4z', sign: 'M8 6v4M8 12.2v.3' },
  wait: { outline: 'M8 .6L15.4 8 8 15.4.6 8z', sign: 'M8 4.6v4M8 10.9v.3' },
  off: { outline: 'M2 2h12v12H2z', sign: 'M5 8h6' },
};

/** Every tone has a shape of its own and stands beside a word: colour is never alone. */
export function Mark({ tone }: { readonly tone: Tone }) {
  const { outline, sign } = SHAPES[tone];
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path class="mark-shape" d={outline} />
      <path class="mark-sign" d={sign} />
    </svg>
  );
}

export function State({ tone, children }: { readonly tone: Tone; readonly children?: Child }) {
  return (
    <span class={`state ${tone}`}>
      <Mark tone={tone} />
      <span>{children}</span>
    </span>
  );
}

export function When({ at, now }: { readonly at: number; readonly now: number }) {
  const iso = isoTime(at);
  return (
    <span class="when">
      <time datetime={iso}>{iso}</time> <span class="quiet">{relative(at, now)}</span>
    </span>
  );
}

/** How long ago, where a line has no room for more; the moment itself is there to be pointed at. */
export function Ago({ at, now }: { readonly at: number; readonly now: number }) {
  const iso = isoTime(at);
  return (
    <time datetime={iso} title={iso}>
      {relative(at, now)}
    </time>
  );
}

/** Who set something, why and when. */
export function Written(props: {
  readonly by: string;
  readonly reason: string;
  readonly at?: Date | undefined;
  readonly now: number;
}) {
  const { by, reason, at, now } = props;
  return (
    <>
      {visible(by)}: {visible(reason)}
      {at && (
        <span class="below">
          <When at={at.getTime()} now={now} />
        </span>
      )}
    </>
  );
}

/** A long name of several words, which may be broken between them. */
export function Words({ of }: { readonly of: string }) {
  return (
    <code class="words">
      {visible(of)
        .split(/(?<=[._/-])/)
        .map((word) => (
          <>
            {word}
            <wbr />
          </>
        ))}
    </code>
  );
}

/** A hash in groups of eight: easy to compare by eye, and copied without the gaps. */
export function Hash({ of }: { readonly of: string }) {
  const groups = of.match(/.{1,8}/gs) ?? [];
  return (
    <code class="hash">
      {groups.map((group) => (
        <span>{group}</span>
      ))}
    </code>
  );
}

export function Away({ href, children }: { readonly href: string; readonly children?: Child }) {
  const safe = safeHref(href);
  return safe ? (
    <a href={safe} rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

export function Panel(props: {
  readonly title: string;
  readonly id: string;
  readonly note?: Child;
  readonly children?: Child;
}) {
  return (
    <section class="panel" aria-labelledby={props.id}>
      <div class="panel-head">
        <h2 id={props.id}>{props.title}</h2>
        {props.note !== undefined && <div class="quiet">{props.note}</div>}
      </div>
      {props.children}
    </section>
  );
}

export interface Fact {
  readonly name: string;
  readonly value: Child;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value }) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Banner({ tone, children }: { readonly tone: Tone; readonly children?: Child }) {
  return (
    <div class={`banner ${tone}`}>
      <Mark tone={tone} />
      <div>{children}</div>
    </div>
  );
}

/** What an address asked for and is not there, and the way back. */
export function Missing({ says, href, back }: { readonly says: string; readonly href: string; readonly back: string }) {
  return (
    <Banner tone="off">
      <p class="lead">{says}</p>
      <p>
        <a href={href}>{back}</a>
      </p>
    </Banner>
  );
}
