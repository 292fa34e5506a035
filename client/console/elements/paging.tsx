/** What a list was asked for, as it stands in its address. */
type Asked = Readonly<Record<string, string | undefined>>;

/** The address of a list; what was not asked for is left out of it. */
export function listPath(path: string, asked: Asked): string {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]);
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Back to the newest page of a list, and on to the one after this; nothing where all of it is here. */
export function Paging(props: {
  readonly path: string;
  /** What the list holds, in a word for who can't see it. */
  readonly of: string;
  readonly asked: Asked & { readonly after?: string | undefined };
  /** The last row of this page, where there is a page after it. */
  readonly last: string | undefined;
  /** What the ends of the list are called, where it isn't in the order of time. */
  readonly ends?: readonly [first: string, next: string];
}) {
  const { path, of, asked, last, ends: [first, next] = ['Newest', 'Older ›'] } = props;
  if (asked.after === undefined && last === undefined) return <></>;
  return (
    <nav class="paging" aria-label={`Pages of ${of}`}>
      {asked.after === undefined ? (
        <span class="quiet">{first}</span>
      ) : (
        <a href={listPath(path, { ...asked, after: undefined })}>{first}</a>
      )}
      {last === undefined ? (
        <span class="quiet">{next}</span>
      ) : (
        <a href={listPath(path, { ...asked, after: last })} rel="next">
          {next}
        </a>
      )}
    </nav>
  );
}
