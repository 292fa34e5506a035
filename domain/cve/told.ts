/** What others write is taken as far as it is what it should be; the rest of it says nothing. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}

export function many(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
