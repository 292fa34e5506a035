import { AFTERMATH } from './aftermath-cases.js';
import { BEYOND } from './beyond-cases.js';
import { bundleOf } from './bundles.js';
import { CALM } from './calm-cases.js';
import type { Case } from './case.js';
import { CLUSTER } from './cluster-cases.js';
import { CONTAINERS } from './container-cases.js';
import { DRIVERS } from './driver-cases.js';
import { MEMBERS } from './member-cases.js';
import { OBJECTS } from './object-cases.js';
import { POOLS } from './pool-cases.js';
import { UPSTREAM } from './upstream-cases.js';
import { WATCHING } from './watching-cases.js';

export const CASES: readonly Case[] = [
  ...CONTAINERS,
  ...CLUSTER,
  ...OBJECTS,
  ...BEYOND,
  ...CALM,
  ...AFTERMATH,
  ...DRIVERS,
  ...UPSTREAM,
  ...WATCHING,
  ...MEMBERS,
  ...POOLS,
];
export const filesOf = (one: Case) => bundleOf(one.parts);
