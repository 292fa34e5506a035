import { type Button, isCut, NOT_ALL } from '../../activities/notify/render/card.js';
import { detailsOf } from '../../activities/notify/render/cards.js';
import { type Asking, askingView, sayingView, type SlackView } from '../../activities/notify/render/slack-views.js';
import { type Approval, OTHER_PLAN, sentence } from '../reeve.js';

export const ANSWER_CALLBACK = 'reeve:answer';

export type Answering = Extract<Button, { readonly planHash: string }>;

const WAYS: Readonly<Record<Answering['does'], Pick<Asking, 'title' | 'submit' | 'text'>>> = {
  approve: {
    title: 'Approve?',
    submit: 'Approve this plan',
    text: 'You say yes to exactly this plan. If it is another one by then, your answer does not count for it.',
  },
  reject: {
    title: 'Reject?',
    submit: 'Reject it',
    text: 'One no ends the request, and the same is not asked again for a while.',
  },
  'request-changes': {
    title: 'Request changes?',
    submit: 'Request changes',
    text: 'It ends here. A new proposal can take its place: say what should be different.',
  },
};

/** The second step of an answer, or why this one may not give it. */
export function answerWindow(found: Approval, { does, request, planHash }: Answering): SlackView {
  const because = found.mayNot[does] ?? (found.planHash === planHash ? undefined : OTHER_PLAN);
  if (because !== undefined) return sayingView('Not possible', sentence(because));
  const lines = planLines(found);
  return askingView({
    ...{ callback: ANSWER_CALLBACK, ...WAYS[does] },
    // First, where nothing that is long pushes it out of sight.
    lines: does === 'approve' && lines.some(isCut) ? [NOT_ALL, ...lines] : lines,
    reason: { required: does !== 'approve' },
    about: { says: does, request, planHash },
  });
}

/** What is said yes to: who presses here has seen a card that may have been too short for it. */
function planLines(found: Approval): readonly string[] {
  const { title, sections } = detailsOf(found);
  return [
    `${found.action} at ${found.target}: ${title}`,
    ...sections.flatMap(({ heading, lines }) => ['', `${heading}:`, ...lines]),
  ];
}
