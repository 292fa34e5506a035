import { MIXED_2 } from './mixed-2-cases.js';
import { FINER } from './finer-cases.js';
import { MIXED } from './mixed-cases.js';
import { PASSING } from './passing-cases.js';
import { PLACING_2 } from './placing-2-cases.js';
import { PLACING } from './placing-cases.js';
import { RULING_2 } from './ruling-2-cases.js';
import { RULING } from './ruling-cases.js';
import { SETTLED_2 } from './settled-2-cases.js';
import { SETTLED } from './settled-cases.js';
import { STRANGER_2 } from './stranger-2-cases.js';
import { STRANGER_3 } from './stranger-3-cases.js';
import { STRANGER } from './stranger-cases.js';
import { TRAFFIC_2 } from './traffic-2-cases.js';
import { TRAFFIC } from './traffic-cases.js';
import { casesOf, type WholeCase } from './recipe.js';

/** Bundles as rich as captured ones, written without a look at the rules. */
export const WHOLE: readonly WholeCase[] = [
  FINER,
  MIXED_2,
  MIXED,
  PASSING,
  PLACING_2,
  PLACING,
  RULING_2,
  RULING,
  SETTLED_2,
  SETTLED,
  STRANGER_2,
  STRANGER_3,
  STRANGER,
  TRAFFIC_2,
  TRAFFIC,
].flatMap(casesOf);
