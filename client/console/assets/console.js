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
    const opened = [...live.querySelectorAll('details[open][id]')].map(({ id }) => id);
    live.innerHTML = await answer.text();
    for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
    badges(JSON.parse(answer.headers.get('x-reeve-badges') ?? '{}'));
    if (place !== undefined) live.querySelectorAll('a, summary, button')[place]?.focus({ preventScroll: true });
    updatedAt = new Date();
    tell(fresh.dataset.fresh);
    const now = live.querySelector('[data-said]')?.textContent;
    // Only what changed is read out; five seconds of the same words would drive everybody away.
    if (now !== said) announce.textContent = said = now;
  };
  const wait = Number(live.dataset.live) * 1000;
  const again = async () => {
    await refresh().catch((error) =>
      tell(`Not updated since ${updatedAt.toISOString().slice(11, 19)}Z (${error.message}); trying again`),
    );
    setTimeout(() => void again(), wait);
  };
  tell(fresh.dataset.fresh);
  setTimeout(() => void again(), wait);
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
