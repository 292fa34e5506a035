import { type Choice, Field, Select } from './forms.js';
import { sentence, visible } from './text.js';

/** What stands in the fields of one form, and what is wrong with it: what was typed survives a refusal. */
export interface Filled {
  /** Each field's id begins with it, so that two forms of a page may ask for the same. */
  readonly id: string;
  /** Undefined where nothing was sent, as when the form is drawn for the first time. */
  readonly said: (name: string) => string | undefined;
  readonly saidAll: (name: string) => readonly string[] | undefined;
  readonly fault: (name: string) => string | undefined;
}

export interface Fault {
  readonly path: string;
  readonly message: string;
}

export function filled(id: string, sent?: URLSearchParams, faults: readonly Fault[] = []): Filled {
  return {
    id,
    said: (name) => sent?.get(name) ?? undefined,
    saidAll: (name) => sent?.getAll(name),
    // What is wrong inside of a field, as in a list, is wrong with the field.
    fault: (name) => faults.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message,
  };
}

interface Named {
  readonly of: Filled;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

export interface TextFieldProps extends Named {
  /** What stands there before anybody typed. */
  readonly first?: string;
  readonly charsMax: number;
  /** What is offered while typing; something else may be typed all the same. */
  readonly known?: readonly string[];
  readonly lines?: number;
}

/** One line of text, or several. */
export function TextField(props: TextFieldProps) {
  const { of, name, label, hint, first = '', charsMax, required = false, known, lines } = props;
  const id = `${of.id}-${name}`;
  const fault = of.fault(name);
  const value = of.said(name) ?? first;
  const common = { id, name, required, maxlength: charsMax, ...pointers(id, hint, fault) };
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      {lines === undefined ? (
        <input
          {...common}
          value={value}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          {...(known && { list: `${id}-known` })}
        />
      ) : (
        <textarea {...common} rows={lines}>
          {value}
        </textarea>
      )}
      {known && (
        <datalist id={`${id}-known`}>
          {known.map((one) => (
            <option value={one} />
          ))}
        </datalist>
      )}
      <FaultLine id={id} fault={fault} />
    </Field>
  );
}

export interface NumberFieldProps extends Named {
  readonly first?: string;
  readonly min: number;
  readonly max: number;
  /** Any where fractions are taken as they come. */
  readonly step: number | 'any';
}

export function NumberField(props: NumberFieldProps) {
  const { of, name, label, hint, first = '', min, max, step, required = false } = props;
  const id = `${of.id}-${name}`;
  const fault = of.fault(name);
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      <input
        {...{ id, name, required, type: 'number', value: of.said(name) ?? first, min, max, step }}
        {...pointers(id, hint, fault)}
      />
      <FaultLine id={id} fault={fault} />
    </Field>
  );
}

export interface ChoiceFieldProps extends Named {
  readonly choices: readonly Choice[];
  readonly first?: string;
}

/** What was said and is no choice stays to be seen: another one must not look as if it had been said. */
export function ChoiceField({ of, name, label, hint, choices, first, required = false }: ChoiceFieldProps) {
  const id = `${of.id}-${name}`;
  const fault = of.fault(name);
  const chosen = of.said(name) ?? first;
  const isStrange = chosen !== undefined && chosen !== '' && !choices.some(({ value }) => value === chosen);
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      <Select
        {...{ id, name, required, pointers: pointers(id, hint, fault) }}
        choices={isStrange ? [{ value: chosen, text: visible(chosen) }, ...choices] : choices}
        {...(chosen !== undefined && { chosen })}
      />
      <FaultLine id={id} fault={fault} />
    </Field>
  );
}

/** Words as they are, to choose one of them. */
export function choicesOf(words: readonly string[]): readonly Choice[] {
  return words.map((word) => ({ value: word, text: word }));
}

/** What is wrong, beneath what it is wrong with. */
export function FaultLine({ id, fault }: { readonly id: string; readonly fault: string | undefined }) {
  if (fault === undefined) return <></>;
  return (
    <p class="fault" id={`${id}-fault`}>
      {visible(sentence(fault))}
    </p>
  );
}

/** What a reader of screens is told of a field: its hint, and what is wrong with it. */
function pointers(id: string, hint: string | undefined, fault: string | undefined) {
  const by = [...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === undefined ? [] : [`${id}-fault`])];
  return {
    ...(by.length > 0 && { 'aria-describedby': by.join(' ') }),
    ...(fault !== undefined && { 'aria-invalid': 'true' as const }),
  };
}
