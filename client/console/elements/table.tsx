import type { Child } from 'hono/jsx';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Child;
  readonly kind?: 'number' | 'wide' | 'tight';
}

/** On a phone each row becomes a card; where it is only a little too wide it is moved sideways, so that nothing of it is cut off; the roles are spelled out because browsers forget them with the layout. */
export function Table<Row>(props: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly empty: Child;
  /** Sets a row apart; what it means must stand in a word of the row too. */
  readonly rowClass?: (row: Row) => string | undefined;
}) {
  const { caption, columns, rows, empty, rowClass } = props;
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="table">
      <table role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ head, kind = 'tight' }) => (
              <th role="columnheader" scope="col" class={kind}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" class={rowClass?.(row)}>
              {columns.map(({ head, cell, kind = 'tight' }) => (
                <td role="cell" class={kind} data-label={head}>
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
