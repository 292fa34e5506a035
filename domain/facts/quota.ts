import { type Family } from './family.js';

export const quota: Family = {
  name: 'quota',
  reads: ['objects', 'events'],
  sayings: [
    {
      code: 'quota.exceeded',
      find: /exceeded quota: ([\w.-]{1,253})/i,
      weight: 0.97,
      says: ([, name]) => `can not create its pods because they would exceed the quota ${name ?? ''} (exceeded quota)`,
    },
    {
      code: 'quota.limits_required',
      find: /failed quota: ([\w.-]{1,253}): (must specify [\w.,: -]{1,120})|must specify (?:limits|requests)[\w.,: ]{0,80}|(?:maximum|minimum) (?:cpu|memory|ephemeral-storage|storage) (?:usage|limit) per (?:Container|Pod)|max limit to request ratio per/i,
      weight: 0.96,
      says: ([, name, what]) =>
        `can not create its pods because ${name === undefined ? 'a quota or limit range' : `the quota ${name}`} demands other requests and limits (${what?.replace(/[\s.:]+$/, '') ?? 'must specify limits, or within its maximum'})`,
    },
  ],
};
