import { type Family } from './family.js';

export const rbac: Family = {
  name: 'rbac',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'rbac.verb_missing',
      find: /(?:(?:is|are) forbidden: )?(?:User|user) \\?"(?:system:serviceaccount:)?([^"\\]{1,300})\\?" cannot (\w{2,20}) resource \\?"([\w./-]{1,120})\\?"|cannot (list|get|watch|create|update|patch|delete|deletecollection) resource|(?:is|are) forbidden: (?!.{0,20}[Uu]ser \\?").{0,200}cannot (\w+)/,
      weight: 0.95,
      says: ([, account, verb, resource, other]) =>
        `is not allowed (forbidden) to ${verb ?? other ?? 'do that'} ${resource ?? 'the resource'}${account === undefined ? '' : ` as the service account ${account}`}: its role lacks that verb`,
    },
    {
      code: 'rbac.service_account_missing',
      find: /error looking up service account|serviceaccounts? "?([^" ]{1,253})"? not found/i,
      weight: 0.97,
      says: ([, name]) =>
        `can not create its pods because the service account ${name ?? 'that it names'} does not exist (serviceaccount not found)`,
    },
  ],
};
