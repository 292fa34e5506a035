import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../activities/notify/render/card.js';
import { slackMessage } from '../../activities/notify/render/slack.js';
import { literal } from '../../activities/notify/render/slack-blocks.js';
import { askingView, detailsView, sayingView } from '../../activities/notify/render/slack-views.js';
import { faultsIn, viewFaults } from '../support/slack-form.js';

const HASH = 'a'.repeat(64);
const aCard = (over: Partial<Card> = {}): Card => ({
  ...{ tone: 'asks', title: 'Approve feature-flag at flag/checkout.new?', text: 'the new checkout' },
  facts: [
    ['Proposed by', 'agent/demo-agent'],
    ['Severity', 'warning'],
  ],
  changes: [{ path: '/value', before: 'false', after: 'true' }],
  link: 'https://reeve.example/console/approvals/r1',
  buttons: [
    { does: 'approve', request: 'r1', planHash: HASH },
    { does: 'reject', request: 'r1', planHash: HASH },
    { does: 'details', request: 'r1' },
  ],
  ...over,
});
const allBlocks = (card: Card) => {
  const { blocks, attachments } = slackMessage(card);
  return [...blocks, ...attachments.flatMap((one) => one.blocks)];
};

describe('a card in Slack', () => {
  it('says what is asked, what would change, and has the buttons with their ids', () => {
    const { text, attachments, blocks } = slackMessage(aCard());
    expect(text).toBe('Approve feature-flag at flag/checkout.new?\nthe new checkout');
    expect(JSON.stringify(blocks)).toContain('Approve feature-flag at flag/checkout.new?');
    expect(JSON.stringify(attachments)).toContain('/value: false → true');
    expect(attachments[0]?.color).toBe('#b7791f');
    const buttons = attachments[0]?.blocks.at(-1)?.['elements'] as Record<string, unknown>[];
    expect(buttons.map((one) => [one['action_id'], one['style']])).toEqual([
      ['reeve:approve', 'primary'],
      ['reeve:reject', 'danger'],
      ['reeve:details', undefined],
      ['reeve:open', undefined],
    ]);
    expect(JSON.parse(String(buttons[0]?.['value']))).toEqual({ does: 'approve', request: 'r1', planHash: HASH });
  });

  it.each([
    ['as it is', 'the new checkout', 100, 'the new checkout'],
    ['a mention is letters', '<!channel> & <@U1>', 100, '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['text that runs backwards is seen', 'a\u202Eb', 100, 'a\\u{202e}b'],
    ['lines stay', 'a\nb', 100, 'a\nb'],
    ['exactly as long as there is room', 'abcde', 5, 'abcde'],
    ['one more is cut', 'abcdef', 5, 'abcd…'],
    ['no sign is cut in two', '<<<', 9, '&lt;&lt;…'],
    ['a sign counts as what stands for it', '<<<', 8, '&lt;…'],
    ['no letter of two halves is cut in two', '😀😀😀', 4, '😀…'],
    ['half a letter is none', 'a\uD800b', 10, 'a\uFFFDb'],
  ] as const)('draws words literally: %s', (_name, text, most, drawn) => {
    expect(literal(text, most)).toBe(drawn);
    expect(drawn.length).toBeLessThanOrEqual(most);
  });

  it.each([
    ['nothing but a title', aCard({ text: '', facts: [], changes: [], buttons: [], link: undefined as never })],
    [
      'empty words',
      aCard({ title: ' ', text: ' ', facts: [['', '']], changes: [{ path: '', before: '', after: '' }] }),
    ],
    [
      'hundreds of changes',
      aCard({ changes: Array.from({ length: 300 }, () => ({ path: 'p', before: 'b', after: 'a' })) }),
    ],
    [
      'two buttons of a kind',
      aCard({ buttons: [0, 1].map((n) => ({ does: 'undo', intervention: `i${n}` }) as const) }),
    ],
    ['a link that is none', aCard({ link: 'javascript:alert(1)' })],
    ['words of a hundred thousand signs', aCard({ title: '<'.repeat(100_000), text: '&'.repeat(100_000) })],
  ])('fits what Slack takes: %s', (_name, card) => {
    expect(faultsIn(allBlocks(card), 50)).toEqual([]);
    expect(JSON.stringify(allBlocks(card))).not.toContain('javascript');
    expect(slackMessage(card).text).not.toBe('');
  });

  it('never mentions, links or breaks a bound, whatever stands in it', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom('<!here>', '&', '<http://x|y>'),
    );
    const long = fc.tuple(words, fc.nat(40)).map(([word, times]) => word.repeat(times));
    const cards = fc.record({
      ...{ tone: fc.constantFrom('asks', 'good', 'bad', 'over'), title: long, text: long, link: long },
      facts: fc.array(fc.tuple(words, long), { maxLength: 40 }),
      changes: fc.array(fc.record({ path: words, before: long, after: long }), { maxLength: 40 }),
      buttons: fc.constant([]),
    });
    fc.assert(
      fc.property(cards, (card) => {
        expect(faultsIn(allBlocks(card as Card), 50)).toEqual([]);
        expect(slackMessage(card as Card).text).not.toMatch(/[<>]/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a window in Slack', () => {
  it('asks for the reason, and gives back the ids alone', () => {
    const view = askingView({
      ...{
        callback: 'reeve:reject',
        title: 'Reject',
        submit: 'Reject it',
        text: 'One no ends it.',
        lines: ['a: 1 → 2'],
      },
      ...{ reason: { required: true }, about: { request: 'r1', planHash: HASH } },
    });
    expect(viewFaults(view)).toEqual([]);
    expect(JSON.parse(String(view['private_metadata']))).toEqual({ request: 'r1', planHash: HASH });
    expect(view.blocks.at(-1)).toMatchObject({ type: 'input', optional: false, element: { max_length: 1000 } });
  });

  it('holds what its bounds hold, and says that there is more', () => {
    const sections = Array.from({ length: 150 }, (_, at) => ({ heading: `<${at}>`, lines: ['x'.repeat(5000), ''] }));
    const view = detailsView({ title: '<!channel>', sections });
    expect(viewFaults(view)).toEqual([]);
    expect(JSON.stringify(view.blocks.at(-1))).toContain('there is more of it');
    const lines = Array.from({ length: 1200 }, () => '&'.repeat(700));
    const asked = { callback: 'c', title: 'x'.repeat(90), submit: 'y'.repeat(90), text: '', lines, about: {} };
    expect(viewFaults(askingView({ ...asked, reason: { required: false, given: 'z'.repeat(4000) } }))).toEqual([]);
    expect(viewFaults(sayingView('Not done', '<'.repeat(9000)))).toEqual([]);
  });
});
