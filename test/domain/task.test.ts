import { describe, expect, it } from 'vitest';
import { type Hands, whyNotHands } from '../../domain/task.js';

const olga: Hands = { kind: 'person', state: 'active', roles: ['operator'] };

describe('who may say what became of a task', () => {
  it.each<[string, Hands, string]>([
    ['an operator', olga, 'may'],
    ['an admin, who is one too', { ...olga, roles: ['admin'] }, 'may'],
    ['no viewer', { ...olga, roles: ['viewer'] }, 'the role operator'],
    ['no approver', { ...olga, roles: ['approver'] }, 'the role operator'],
    ['nobody who was suspended', { ...olga, state: 'suspended' }, 'only an active person'],
    ['no agent, whatever its roles', { ...olga, kind: 'agent', roles: ['admin'] }, 'a task is for hands'],
    ['no token that carries less', { ...olga, carried: ['viewer'] }, 'this token carries less'],
  ])('%s', (_who, hands, said) => {
    expect(whyNotHands(hands) ?? 'may').toContain(said);
  });
});
