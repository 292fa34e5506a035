import { type Board, type BoardTemplate, HEALTHS, type Health } from '../../reeve.js';
import { FLEET_PATH, HEALTH_WORDS, healthWords, pathPart } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { count, plural, visible } from '../elements/text.js';
import type { FleetAsked } from './fleet.js';

/** Up to so many instances each has room enough to be met with a finger. */
const ROOMY_MAX = 400;

/** So many of one template take the whole width. */
const VAST_FROM = 600;

/** One cell an instance, by template, the worst first. Colour never speaks alone: each state has a shape, and what is silent is hatched. */
export function FleetMap({ board, asked }: { readonly board: Board; readonly asked: FleetAsked }) {
  const { templates, templateCount, folded } = board;
  const drawn = templates.flatMap(({ groups }) => groups).reduce((sum, { names }) => sum + names.length, 0);
  return (
    <section class="panel" aria-labelledby="map">
      <div class="panel-head">
        <h2 id="map">Instances</h2>
        <Search asked={asked} />
      </div>
      <Legend board={board} asked={asked} />
      {folded && <p class="quiet small">So many are here that those that are well are counted and not drawn.</p>}
      {templates.length === 0 && <p class="empty">No instance is like this.</p>}
      <div class={drawn > ROOMY_MAX ? 'herds' : 'herds roomy'} data-cells>
        {templates.map((of) => (
          <Herd of={of} />
        ))}
      </div>
      {templateCount > templates.length && (
        <p class="quiet">And {plural(templateCount - templates.length, 'template')} more: search for a name.</p>
      )}
    </section>
  );
}

function Herd({ of: { id, title, groups } }: { readonly of: BoardTemplate }) {
  const all = groups.reduce((sum, one) => sum + one.count, 0);
  const played = groups.reduce((sum, one) => sum + one.simulated, 0);
  const drawn = groups.reduce((sum, { names }) => sum + names.length, 0);
  return (
    <section class={drawn > VAST_FROM ? 'herd vast' : 'herd'} aria-label={visible(id)}>
      <h3>
        <a href={listPath(FLEET_PATH, { template: id })}>{visible(id)}</a>{' '}
        <span class="quiet">
          {count(all)}
          {played > 0 && (played === all ? ' (simulated)' : ` (${count(played)} simulated)`)}
          {title !== '' && ` · ${visible(title)}`}
        </span>
      </h3>
      <div class="run">
        {groups.map(
          ({ health, silent, names }) =>
            names.length > 0 && (
              <p class={silent ? `cells ${health} silent` : `cells ${health}`} data-is={healthWords(health, silent)}>
                {names.map((name) => (
                  <a href={`fleet/${pathPart(name)}`}>{visible(name)}</a>
                ))}
              </p>
            ),
        )}
      </div>
      {groups.map(
        ({ health, silent, names, count: n }) =>
          n > names.length && (
            <p class="folded">
              <a href={listPath(FLEET_PATH, { health, template: id, silent: silent ? 'yes' : undefined })}>
                <Swatch of={health} silent={silent} /> {names.length > 0 && 'and '}
                {count(n - names.length)} {names.length > 0 && 'more '}
                {healthWords(health, silent)}
              </a>
            </p>
          ),
      )}
    </section>
  );
}

function Swatch({ of, silent = false }: { readonly of: Health; readonly silent?: boolean }) {
  return (
    <span class={silent ? `cells ${of} silent` : `cells ${of}`} aria-hidden="true">
      <i />
    </span>
  );
}

/** What the shapes mean, how many there are of each, and a way to see only those. */
function Legend({ board: { counts }, asked }: { readonly board: Board; readonly asked: FleetAsked }) {
  const sum = (of: (one: (typeof counts)[number]) => number) => counts.reduce((total, one) => total + of(one), 0);
  const silent = sum((one) => (one.silent ? one.count : 0));
  const simulated = sum((one) => one.simulated);
  const isAll = asked.health === undefined && asked.silent === undefined;
  const { template } = asked;
  return (
    <nav class="ways legend" aria-label="Which instances">
      <a href={listPath(FLEET_PATH, { template })} {...(isAll && { 'aria-current': 'true' as const })}>
        all <b>{count(sum((one) => one.count))}</b>
      </a>
      {HEALTHS.map((health) => (
        <a
          href={listPath(FLEET_PATH, { health, template })}
          {...(asked.health === health && { 'aria-current': 'true' as const })}
        >
          <Swatch of={health} /> {HEALTH_WORDS[health]}{' '}
          <b>{count(sum((one) => (one.health === health ? one.count : 0)))}</b>
        </a>
      ))}
      <a
        href={listPath(FLEET_PATH, { silent: 'yes', template })}
        {...(asked.silent && { 'aria-current': 'true' as const })}
      >
        <Swatch of="warning" silent /> silent <b>{count(silent)}</b>
      </a>
      {simulated > 0 && (
        <span class="quiet">
          simulated <b>{count(simulated)}</b>
        </span>
      )}
      {template !== undefined && (
        <span>
          of <code>{visible(template)}</code> <a href={FLEET_PATH}>All templates</a>
        </span>
      )}
    </nav>
  );
}

function Search({ asked: { name = '', template, health, silent } }: { readonly asked: FleetAsked }) {
  const kept = { template, health, silent };
  return (
    <form method="get" action={FLEET_PATH} class="search" role="search" aria-label="Find instances">
      {Object.entries(kept).map(
        ([key, value]) => value !== undefined && <input type="hidden" name={key} value={value} />,
      )}
      <label class="unseen" for="find-name">
        Name begins with
      </label>
      <input
        id="find-name"
        name="name"
        value={name}
        placeholder="Name begins with"
        maxlength={120}
        autocomplete="off"
      />
      <button type="submit" class="plain">
        Find
      </button>
    </form>
  );
}
