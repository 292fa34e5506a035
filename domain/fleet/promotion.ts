/** Each step up of a version is an action of the catalogue, judged like every other. */
export const PROMOTIONS = { blessed: 'module-bless', live: 'module-promote-to-live' } as const;
export const RUNGS = ['blessed', 'live'] as const satisfies readonly (keyof typeof PROMOTIONS)[];
