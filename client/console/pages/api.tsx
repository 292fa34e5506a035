import type { Operation, OperationGroup, Parameter } from '../api-document.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';

export const API_JSON = '/api/openapi.json';

/** The API as people read it; programs take the JSON. */
export function ApiView({ groups }: { readonly groups: readonly OperationGroup[] }) {
  return (
    <>
      <p>
        Every call takes <code>Authorization: Bearer &lt;token&gt;</code> unless it is public. Errors come as{' '}
        <code>application/problem+json</code> with a request id. For programs:{' '}
        <a href={API_JSON}>the OpenAPI 3.1 document</a>.
      </p>
      <nav class="toc" aria-label="Groups of calls">
        {groups.map(({ tag }) => (
          <a href={`#${tag}`}>{tag}</a>
        ))}
      </nav>
      {groups.map(({ tag, operations }) => (
        <section class="panel" aria-labelledby={tag}>
          <div class="panel-head">
            <h2 id={tag}>{tag}</h2>
          </div>
          {operations.map((operation) => (
            <Call operation={operation} />
          ))}
        </section>
      ))}
    </>
  );
}

function Call({ operation }: { readonly operation: Operation }) {
  const { method, path, summary, role, parameters, answers } = operation;
  return (
    <details class="call">
      <summary>
        <span class={`tag method ${method}`}>{method.toUpperCase()}</span> <code>{path}</code>{' '}
        <span class="call-says">{visible(summary)}</span> <span class="tag call-role">{role}</span>
      </summary>
      <Table<Parameter>
        caption={`What ${method} ${path} takes`}
        empty="It takes no parameters."
        rows={parameters}
        columns={[
          { head: 'Parameter', cell: ({ name }) => <code>{name}</code> },
          { head: 'In', cell: ({ place }) => place },
          { head: 'Needed', cell: ({ required }) => (required ? 'yes' : 'no') },
          { head: 'Takes', kind: 'wide', cell: ({ takes }) => takes },
        ]}
      />
      <ul class="answers">
        {answers.map(({ status, description, gives }) => (
          <li>
            <code>{status}</code> {description}
            {gives !== '' && <span class="quiet"> · {gives}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
