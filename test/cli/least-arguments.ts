const why = ['--reason', 'x'];
const target = ['--target', 'flag/x'];
/** What each command must be given at least, by its path; where several groups share a word, by that word. */
export const LEAST_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  propose: ['x', ...target],
  ...{ freeze: why, thaw: why, 'kill-switch': ['on', ...why] },
  ...{
    'interventions show': ['k'],
    'interventions undo': ['k', ...why],
    'interventions withdraw': ['k', ...why],
    'interventions cancel': ['k', ...why],
  },
  ...{ 'diagnoses show': ['0123456789abcdef'], 'diagnoses send': ['package.json'] },
  ...{ 'changes add': ['web', '--kind', 'deploy'], 'changes hook': ['github'] },
  ...{ 'approvals show': ['k.1'], 'approvals approve': ['k.1'], 'approvals reject': ['k.1', ...why] },
  ...{ 'approvals request-changes': ['k.1', ...why], 'approvals delegate': ['k.1', '--to', 'eve'] },
  ...{ 'policies show': ['x'], 'policies set': ['x', '--verb', 'blocked', ...why], 'policies unset': ['x', ...why] },
  ...{ 'chains set': ['x', '--step', 'a/approver/1/1h', ...why], 'chains unset': ['x', ...why] },
  ...{ 'policies explain': ['x', ...target], 'autonomy set': ['a', '--stage', 'act', ...why] },
  ...{ 'autonomy unset': ['a', ...why], 'autonomy unlock': ['--hours', '1', ...why], 'autonomy lock': why },
  'windows set': ['a', '--zone', 'UTC', '--days', 'mon', '--from', '01:00', '--to', '02:00', ...why],
  ...{ 'windows unset': ['a', ...why], 'budgets set': ['fix', '1', ...why], 'budgets unset': ['fix', ...why] },
  ...{ 'trust show': ['a'], 'trust set': ['a', '--tier', 'T1', '--score', '0.5', ...why], 'flags create': ['a', '1'] },
  ...{
    'breakers reset': ['a', ...why],
    ...{ 'routes set': ['a', 'slack', 'C1', ...why], 'routes unset': ['a', ...why] },
    ...{ 'routes try': ['a'], 'routes retry': why },
    'tasks show': ['t'],
    'tasks done': ['t'],
    'tasks can-not': ['t', '--note', 'x'],
  },
  'cluster fault': ['crash-loop', 'on'],
  add: ['ada'],
  change: ['ada', '--state', 'active'],
  link: ['ada', 'oidc', 'sub'],
  unlink: ['oidc', 'sub'],
  issue: ['--for', 'ada', '--name', 'x'],
  revoke: ['000000000000'],
};
