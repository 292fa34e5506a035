import { expect, it } from 'vitest';
import { lacking, type Role } from '../../domain/roles.js';

it.each<[readonly Role[], readonly Role[], readonly Role[]]>([
  [['admin'], ['viewer', 'operator', 'approver', 'admin'], []],
  [['operator'], ['viewer', 'operator'], []],
  [['operator'], ['approver'], ['approver']],
  [['approver'], ['operator', 'viewer'], ['operator']],
  [['operator', 'approver'], ['admin', 'approver'], ['admin']],
  [[], ['viewer'], ['viewer']],
  [[], [], []],
])('of somebody with %j who asks for %j, %j is lacking', (held, asked, more) => {
  expect(lacking(held, asked)).toEqual(more);
});
