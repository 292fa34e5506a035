import { CHAINS } from './chain-cases.js';
import { JOBS } from './job-cases.js';
import { QUEUES } from './queue-cases.js';
import { QUIET } from './quiet-cases.js';
import { STARTS } from './start-cases.js';
import { STEPS } from './step-cases.js';
import { UNDER_WAY } from './under-way-cases.js';

/** The second corpus: most of it was written before the rules were read, the rest to find what they miss. */
export const SECOND = [...CHAINS, ...STARTS, ...JOBS, ...STEPS, ...QUEUES, ...QUIET, ...UNDER_WAY];
