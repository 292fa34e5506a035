import { TIERS } from '../../../domain/scales.js';
import { oneOf, principalId } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { harmless, table } from '../table.js';
import { shareFlag } from '../work-flags.js';

interface Trust {
  readonly agent: string;
  readonly tier: string;
  readonly scoreNow: number;
  readonly trust: string;
  readonly evaluatedAt: string;
}
interface AgentTrust extends Trust {
  readonly score: number;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly movements: readonly {
    readonly at: string;
    readonly actor: string;
    readonly change: string;
    readonly score: number;
    readonly tier: string;
    readonly from?: number;
    readonly outcome?: string;
    readonly intervention?: string;
    readonly reason?: string;
  }[];
}

export const trust: AddCommand = (program, desk) => {
  const { command, because } = groupOf(
    program,
    'trust',
    'how agents stand: what they may ever do, and how well they do',
  );
  command('list', 'every agent that stands somewhere', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(desk.config({ ...flags }))).get<readonly Trust[]>('/api/v1/trust');
    desk.print(flags, found, () =>
      found.length === 0
        ? 'no agent stands anywhere yet: "reeve trust set" places one'
        : table(
            ['agent', 'tier', 'score now', 'trust', 'evaluated'],
            found.map(({ agent, tier, scoreNow, trust: word, evaluatedAt }) => [
              agent,
              tier,
              scoreNow.toFixed(2),
              word,
              evaluatedAt,
            ]),
          ),
    );
  });
  command('show', 'one agent: its score, what it is made of, and what moved it', 'show demo-agent')
    .argument('<agent>', 'which', principalId('<agent>'))
    .action(async (agent: string, flags: Flags) => {
      const found = await (await openApi(desk.config({ ...flags }))).get<AgentTrust>(`/api/v1/trust/${agent}`);
      desk.print(flags, found, () => shown(found));
    });
  because(
    'set',
    'say where an agent stands, at its beginning or against its work',
    'set demo-agent --tier T2 --score 0.7',
  )
    .argument('<agent>', 'which', principalId('<agent>'))
    .requiredOption('--tier <tier>', 'what it may ever do', oneOf('--tier', TIERS))
    .requiredOption('--score <number>', 'how well it does, 0 to 1', shareFlag('--score'))
    .action(async (agent: string, { tier, score, reason, ...flags }: Why & { tier: string; score: number }) => {
      await send(desk, flags, ['PUT', '/api/v1/trust'], { agent, tier, score, reason });
      desk.print(
        flags,
        { set: agent, tier, score },
        () => `${agent} stands at ${tier} with ${score}, from the next judgement on`,
      );
    });
};

const MOVEMENTS = 20;

function shown({ agent, tier, score, scoreNow, trust: word, evaluatedAt, dimensions, movements }: AgentTrust): string {
  const faded = scoreNow.toFixed(2) === score.toFixed(2) ? '' : `, faded from ${score.toFixed(2)}`;
  return [
    `${agent} stands at ${tier} with ${scoreNow.toFixed(2)} (${word})${faded}; last evaluated ${evaluatedAt}`,
    Object.entries(dimensions)
      .map(([name, value]) => `${name} ${value.toFixed(2)}`)
      .join(', '),
    '',
    movements.length === 0
      ? 'nothing in the ledger has moved it'
      : table(
          ['at', 'by', 'score', 'tier', 'because'],
          movements
            .slice(0, MOVEMENTS)
            .map(({ at, actor, from, score: to, tier: stood, outcome, intervention, reason }) => [
              ...[
                at.slice(0, 19),
                actor,
                `${from === undefined ? '' : `${from.toFixed(2)} → `}${to.toFixed(2)}`,
                stood,
              ],
              outcome === undefined ? harmless(reason ?? '') : `${outcome}: ${intervention}`,
            ]),
        ),
  ].join('\n');
}
