import type { Child } from 'hono/jsx';

/** A form that does something; without its token the act is refused. */
export function ActForm(props: {
  readonly action: string;
  readonly csrf: string;
  readonly class?: string;
  readonly children?: Child;
}) {
  return (
    <form method="post" action={props.action} class={props.class ?? 'act'}>
      <input type="hidden" name="csrf" value={props.csrf} />
      {props.children}
    </form>
  );
}

export function Field(props: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly children?: Child;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
      {props.hint !== undefined && (
        <p class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

/**
 * A button that opens what is asked before anything happens. It stands over the page, so that no table has to make room for
 * it, and needs no script; a browser that knows no popovers shows it in place.
 */
export function Asked(props: {
  readonly id: string;
  readonly word: string;
  /** What the button does and to whom; the heading of what it opens. */
  readonly label: string;
  readonly tone?: 'danger';
  /** As a button of its own, where it is not one word in a line of many. */
  readonly look?: 'main' | 'plain';
  /** Comes open, because it was refused or a link asks for it; who wants none of it leaves for this page. */
  readonly leave?: string;
  readonly children?: Child;
}) {
  const { id, word, label, tone = 'calm', look, leave, children } = props;
  const isOpen = leave !== undefined;
  return (
    <>
      <button
        type="button"
        class={look === undefined ? `ask ${tone}` : `${look} ${tone}`}
        popovertarget={id}
        aria-label={label}
      >
        {word}
      </button>
      <div
        class={isOpen ? 'asked open' : 'asked'}
        id={id}
        role="dialog"
        aria-labelledby={`${id}-head`}
        {...(!isOpen && { popover: 'auto' as const })}
      >
        <h2 id={`${id}-head`} {...(isOpen && { tabindex: -1, autofocus: true })}>
          {label}
        </h2>
        {children}
        {isOpen ? (
          <a class="leave" href={leave}>
            Leave it as it is
          </a>
        ) : (
          <button type="button" class="plain" popovertarget={id} popovertargetaction="hide">
            Leave it as it is
          </button>
        )}
      </div>
    </>
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function Select(props: {
  readonly id: string;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly chosen?: string;
  readonly required?: boolean;
  /** What the field is described by, where it is. */
  readonly pointers?: Readonly<Record<string, string>>;
}) {
  return (
    <select id={props.id} name={props.name} required={props.required ?? false} {...props.pointers}>
      {props.choices.map(({ value, text }) => (
        <option value={value} selected={value === props.chosen}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** Why somebody does it: in the ledger for good, and read by whoever comes after. */
export function ReasonField(props: {
  readonly id: string;
  readonly label?: string;
  readonly hint?: string;
  readonly charsMax: number;
  readonly required?: boolean;
}) {
  const { id, label = 'Reason', hint, charsMax, required = true } = props;
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      <textarea
        id={id}
        name="reason"
        rows={3}
        maxlength={charsMax}
        required={required}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      />
    </Field>
  );
}
