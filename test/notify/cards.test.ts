import { describe, expect, it } from 'vitest';
import { helloCard, detailsOf, reminderCard, requestCard } from '../../activities/notify/render/cards.js';
import { noticeCard, type NoticeView } from '../../activities/notify/render/notices.js';
import type { Asked } from '../../activities/store/read/approvals.js';
import { noticeOf } from '../../domain/notice.js';
import { OUTCOMES } from '../../domain/outcome.js';
import { placesFor, type Route } from '../../domain/route.js';

const links = (path: string) => `https://reeve.test${path}`;
const asked = (over: Partial<Asked> = {}): Asked => ({
  ...{
    id: 'k.1',
    intervention: 'k',
    state: 'open',
    action: 'feature-flag',
    target: 'flag/x',
    proposer: 'agent/night-watch',
  },
  ...{ severity: 'warning', summary: 'turn x on', parameters: { value: true }, planHash: 'a'.repeat(64) },
  effects: [{ path: 'value', before: false, after: true }],
  blast: { count: 1 },
  undoable: true,
  rules: [{ rule: 'no-row', because: 'no row speaks for it', remedy: 'set a row' }],
  step: { name: 'Manual', role: 'approver', number: 1, of: 1 },
  ...{ said: [], missing: 1, openedAt: new Date(0), deadline: new Date(3_600_000), leftMs: 3_600_000, chat: true },
  ...over,
});
const notice = (over: Partial<NoticeView> = {}): NoticeView => ({
  ...{ kind: 'acted', intervention: 'k', action: 'feature-flag', target: 'flag/x', proposer: 'agent/night-watch' },
  ...{ summary: 'turn x on', outcome: 'verified', because: 'it is on', undoable: true },
  ...over,
});

describe('a request in a chat', () => {
  it('shows what would change, why it asks, until when, and its buttons', () => {
    expect(requestCard(asked(), links)).toEqual({
      tone: 'asks',
      title: 'May it? turn x on',
      text: 'It asks because no row speaks for it.',
      facts: [
        ['Action', 'feature-flag'],
        ['Target', 'flag/x'],
        ['Proposed by', 'agent/night-watch'],
        ['Severity', 'warning'],
        ['Touches', '1 thing; can be put back'],
        ['Waits for', 'one yes with the role approver, until 1970-01-01 01:00 UTC.'],
      ],
      changes: [{ path: 'value', before: 'false', after: 'true' }],
      buttons: [
        { does: 'approve', request: 'k.1', planHash: 'a'.repeat(64) },
        { does: 'reject', request: 'k.1', planHash: 'a'.repeat(64) },
        { does: 'request-changes', request: 'k.1', planHash: 'a'.repeat(64) },
        { does: 'details', request: 'k.1' },
      ],
      link: 'https://reeve.test/console/approvals/k.1',
    });
  });

  it('has no button to approve what a button is not enough for, and says where it can be', () => {
    const { buttons, text } = requestCard(asked({ chat: false }), links);
    expect(buttons.map(({ does }) => does)).toEqual(['reject', 'request-changes', 'details']);
    expect(text).toContain('approve it in the console or with the CLI');
  });

  it.each([
    [{ state: 'approved', said: [{ person: 'bob', says: 'approve' }] }, 'over', 'People said yes. It is under way.'],
    [
      { state: 'approved', outcome: 'verified', because: 'it is on' },
      'good',
      'People said yes. Done and verified: it is on',
    ],
    [
      { state: 'approved', outcome: 'unknown', because: 'no answer' },
      'bad',
      'People said yes. Nobody knows whether it was done: no answer',
    ],
    [
      { state: 'rejected', outcome: 'rejected', said: [{ person: 'bob', says: 'reject', reason: 'not today' }] },
      'over',
      'Rejected. bob: not today',
    ],
    [{ state: 'expired', outcome: 'expired' }, 'over', 'Nobody answered in time.'],
    [{ state: 'withdrawn' }, 'over', 'It was withdrawn.'],
  ] as const)('says what became of it: %j', (over, tone, text) => {
    const card = requestCard(asked(over), links);
    expect(card).toMatchObject({ tone, text, title: 'turn x on', buttons: [], changes: [] });
  });

  it('sends nothing that looks like a secret to another house', () => {
    const card = requestCard(
      asked({
        summary: 'use https://ada:hunter2hunter2@db.test',
        effects: [{ path: 'db.password', before: 'old', after: 'new' }],
      }),
      () => undefined,
    );
    expect(JSON.stringify(card)).not.toMatch(/hunter2|"old"|"new"/);
    expect(card).not.toHaveProperty('link');
    const { sections } = detailsOf(asked({ parameters: { apiToken: 'abc', value: 1 } }));
    expect(sections.find(({ heading }) => heading === 'Parameters')?.lines).toEqual([
      'apiToken: [redacted]',
      'value: 1',
    ]);
  });

  it('says what was seen, shortly in the message and whole in its details, and no secret of it', () => {
    const seen = ['path', 'person', 'source', 'process', 'api_token'].map((name) => ({ name, value: `${name}-1` }));
    const evidence = { condition: 'c-1', title: 'A lure was touched', open: true, seen };
    expect(requestCard(asked({ evidence }), links).facts).toContainEqual([
      ...['Seen', 'A lure was touched; path: path-1; person: person-1; source: source-1'],
    ]);
    expect(detailsOf(asked({ evidence: { ...evidence, open: false } })).sections[0]).toEqual({
      heading: 'What was seen',
      lines: [
        ...['A lure was touched, which is over', 'path: path-1', 'person: person-1', 'source: source-1'],
        ...['process: process-1', 'api_token: [redacted]'],
      ],
    });
  });

  it('reminds, and says hello', () => {
    expect(reminderCard(asked(), links)).toMatchObject({ title: 'Still waits: turn x on', tone: 'asks' });
    expect(helloCard(links)).toMatchObject({ tone: 'good', buttons: [] });
  });
});

describe('a notice', () => {
  it('says what was done and offers to undo it', () => {
    expect(noticeCard([notice()], 1, links)).toMatchObject({
      ...{ tone: 'good', title: 'Done and verified: turn x on', text: 'it is on' },
      buttons: [{ does: 'undo', intervention: 'k' }],
    });
  });

  it('rolls many of a kind up, without a button that would be about which?', () => {
    const many = Array.from({ length: 12 }, (_, n) => notice({ target: `flag/${n}` }));
    const card = noticeCard(many, 30, links);
    expect(card).toMatchObject({ title: 'Done and verified: feature-flag, 30 times', buttons: [] });
    expect(card.text.split('\n')).toHaveLength(13);
    expect(card.text).toContain('and 18 more');
  });

  it.each(OUTCOMES.map((outcome) => [outcome] as const))('of %s', (outcome) => {
    const said = [noticeOf(outcome, true) ?? 'nothing', noticeOf(outcome, false) ?? 'nothing'];
    const wanted: Partial<Record<(typeof OUTCOMES)[number], readonly string[]>> = {
      verified: ['acted', 'nothing'],
      ...{ failed: ['acted', 'acted'], undone: ['acted', 'acted'] },
      ...{
        'needs-hands': ['trouble', 'trouble'],
        'undo-failed': ['trouble', 'trouble'],
        unknown: ['trouble', 'trouble'],
      },
    };
    expect(said).toEqual(wanted[outcome] ?? ['nothing', 'nothing']);
  });
});

describe('a condition of the fleet', () => {
  const opened = (over: Partial<NoticeView> = {}): NoticeView => ({
    ...{ kind: 'opened', condition: 'c/1', action: 'slo.violated', target: 'module/shop', proposer: 'fleet_autonomy' },
    ...{ summary: 'SLO is violated: module/shop', because: 'high: a module is off its targets.', undoable: false },
    ...over,
  });
  it('is said with what it is and where it stands, and without a button', () => {
    expect(noticeCard([opened()], 1, links)).toMatchObject({
      ...{
        tone: 'bad',
        title: 'SLO is violated: module/shop',
        text: 'high: a module is off its targets.',
        buttons: [],
      },
      link: 'https://reeve.test/console/conditions/c%2F1',
    });
    expect(noticeCard([opened({ kind: 'worse' })], 1, links)).toMatchObject({
      ...{ tone: 'bad', title: 'Worse: SLO is violated: module/shop' },
    });
    expect(noticeCard([opened({ kind: 'over', because: 'all is well' })], 1, links)).toMatchObject({
      ...{ tone: 'good', title: 'Over: SLO is violated: module/shop', text: 'all is well' },
    });
  });
  it('is one line of many, where many of its kind come at once', () => {
    const many = Array.from({ length: 12 }, (_, n) => opened({ target: `module/${n}` }));
    const card = noticeCard(many, 30, links);
    expect(card).toMatchObject({ title: 'SLO is violated, 30 times', link: 'https://reeve.test/console/conditions' });
    expect(card.text.split('\n')).toHaveLength(13);
    expect(noticeCard([opened({ kind: 'over', action: 'gone.kind' }), opened()], 2, links).title).toBe(
      'Over: gone.kind, 2 times',
    );
  });
  it('carries no secret to another house', () => {
    const card = noticeCard([opened({ because: 'high: failed: https://ada:hunter2hunter2@db.test' })], 1, links);
    expect(JSON.stringify(card)).not.toContain('hunter2');
  });
});

describe('a route', () => {
  const route = (over: Partial<Route> = {}): Route => ({
    ...{ id: 'r', provider: 'slack', channel: 'C1', tells: ['requests'], agent: '', team: '', target: '*' },
    ...{ severityMin: 'info', ...over },
  });
  const told = { tells: 'requests', agent: 'a', team: 'blue', target: 'flag/x', severity: 'warning' } as const;
  it.each([
    [{}, true],
    [{ tells: ['notices'] }, false],
    [{ agent: 'a' }, true],
    [{ agent: 'b' }, false],
    [{ team: 'blue' }, true],
    [{ team: 'red' }, false],
    [{ target: 'flag/*' }, true],
    [{ target: 'job/*' }, false],
    [{ severityMin: 'warning' }, true],
    [{ severityMin: 'high' }, false],
  ] as const)('%j', (over, leads) => {
    expect(placesFor([route(over)], told)).toEqual(leads ? [{ provider: 'slack', channel: 'C1' }] : []);
  });

  it('leads to a channel once, however many lead there', () => {
    expect(placesFor([route(), route({ id: 's' }), route({ id: 't', provider: 'discord' })], told)).toHaveLength(2);
  });
});
