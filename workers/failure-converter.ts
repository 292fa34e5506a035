import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stacks of failures travel as payloads, so that the codec encrypts them too. Temporal requires this file by
 * its path and puts it into the workflow bundle, so it holds no syntax that Node 20 would have to strip.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
