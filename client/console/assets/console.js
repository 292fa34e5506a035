// All of this is comfort: every page works without it.
const live = document.querySelector('[data-live]');
const fresh = document.querySelector('[data-fresh]');
const announce = document.querySelector('[data-announce]');

const badges = (counts) => {
  for (const badge of document.querySelectorAll('[data-badge]')) {
    const count = counts[badge.dataset.badge];
    if (count === undefined) continue;
    badge.hidden = count === 0;
    badge.querySelector('[data-count]').textContent = count;
  }
};

// Thousands of cells are one stop of the tab key; arrows lead from one to the next.
const oneStop = () => {
  for (const run of document.querySelectorAll('[data-cells] .run'))
    for (const [at, cell] of run.querySelectorAll('a').entries()) cell.tabIndex = at === 0 ? 0 : -1;
};
const nextCell = (cell, key) => {
  const run = cell.closest('.run');
  const columns = Math.max(1, Math.floor((run.clientWidth + 3) / (cell.offsetWidth + 3)));
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  const cells = [...run.querySelectorAll('a')];
  return step && cells[cells.indexOf(cell) + step];
};
// What a cell is stands in one place for all of them.
const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
tip.setAttribute('aria-hidden', 'true');
const cellOf = (target) => target.closest?.('[data-cells] p.cells > a');
const show = ({ target }) => {
  const cell = cellOf(target);
  tip.hidden = !cell;
  if (!cell) return;
  tip.textContent = `${cell.textContent}: ${cell.parentElement.dataset.is}`;
  const { left, bottom, top } = cell.getBoundingClientRect();
  const isLow = bottom + 40 > innerHeight;
  tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${isLow ? top - tip.offsetHeight - 6 : bottom + 6}px`;
};
if (document.querySelector('[data-cells]')) {
  document.body.append(tip);
  for (const event of ['pointerover', 'focusin']) document.addEventListener(event, show);
  for (const event of ['focusout', 'scroll', 'pointerleave'])
    document.addEventListener(event, () => (tip.hidden = true), { passive: true });
  document.addEventListener('keydown', (event) => {
    const next = cellOf(event.target) && nextCell(event.target, event.key);
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  oneStop();
}

// A thousand things may happen at once: the page is drawn anew for all of them together, at most every two seconds.
const hear = (path, redraw) => {
  let due;
  let drawnAt = 0;
  const soon = () => {
    due ??= setTimeout(
      () => {
        due = undefined;
        drawnAt = Date.now();
        redraw();
      },
      Math.max(300, drawnAt + 2_000 - Date.now()),
    );
  };
  let source;
  const open = () => {
    source = new EventSource(path);
    for (const what of ['condition.opened', 'condition.escalated', 'condition.closed', 'decision', 'round', 'again'])
      source.addEventListener(what, soon);
  };
  // Nobody listens for a page that nobody sees, and a browser holds few connections to one place.
  document.addEventListener('visibilitychange', () => {
    source?.close();
    if (document.hidden) return;
    soon();
    open();
  });
  if (!document.hidden) open();
};

if (live && fresh && announce) {
  let said = live.querySelector('[data-said]')?.textContent;
  let updatedAt = new Date();
  const tell = (text) => {
    if (fresh.textContent !== text) fresh.textContent = text;
  };
  const refresh = async () => {
    const chosen = document.getSelection();
    // Nothing is pulled away from under a reader who is selecting text, or who looks at another tab.
    if (document.hidden || (chosen && !chosen.isCollapsed && live.contains(chosen.anchorNode))) return;
    // Nor from under somebody who is being asked: an open form would lose what stands in it.
    if ([...live.querySelectorAll('.asked')].some((asked) => asked.getClientRects().length > 0)) return;
    const answer = await fetch(location.href, {
      headers: { 'x-reeve-part': '1' },
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(`the console answered ${answer.status}`);
    const focused = live.contains(document.activeElement) ? document.activeElement : undefined;
    const place = focused && [...live.querySelectorAll('a, summary, button')].indexOf(focused);
    const cell = focused?.closest('[data-cells]') && focused.getAttribute('href');
    const opened = [...live.querySelectorAll('details[open][id]')].map(({ id }) => id);
    live.innerHTML = await answer.text();
    for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
    badges(JSON.parse(answer.headers.get('x-reeve-badges') ?? '{}'));
    // A cell may have moved among thousands: it is found again by where it leads.
    const again = cell ? live.querySelector(`[data-cells] a[href="${CSS.escape(cell)}"]`) : undefined;
    const back = again ?? (place === undefined ? undefined : live.querySelectorAll('a, summary, button')[place]);
    back?.focus({ preventScroll: true });
    oneStop();
    updatedAt = new Date();
    tell(fresh.dataset.fresh);
    const now = live.querySelector('[data-said]')?.textContent;
    // Only what changed is read out; five seconds of the same words would drive everybody away.
    if (now !== said) announce.textContent = said = now;
  };
  const wait = Number(live.dataset.live) * 1000;
  let timer;
  let isAsking = false;
  const again = async () => {
    clearTimeout(timer);
    isAsking = true;
    await refresh().catch((error) =>
      tell(`Not updated since ${updatedAt.toISOString().slice(11, 19)}Z (${error.message}); trying again`),
    );
    isAsking = false;
    timer = setTimeout(() => void again(), wait);
  };
  tell(fresh.dataset.fresh);
  timer = setTimeout(() => void again(), wait);
  if (live.dataset.hears) hear(live.dataset.hears, () => !isAsking && (void again(), true));
}

for (const place of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  const text = place.textContent.trim();
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'plain',
    textContent: 'Copy',
  });
  button.addEventListener('click', () => {
    const say = (word) => (button.textContent = word);
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('Please copy it by hand'),
    );
  });
  place.append(button);
}
