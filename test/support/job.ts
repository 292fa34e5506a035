import { ApplicationFailure, log, sleep } from '@temporalio/workflow';

/** Somebody else's workflow: says what it was given, takes its time, or fails. */
export async function tidyUp(input: { readonly ms?: number; readonly fails?: boolean }): Promise<string> {
  log.debug('it runs');
  if (input.ms !== undefined) await sleep(input.ms);
  if (input.fails === true) throw ApplicationFailure.nonRetryable('the shelf is locked');
  return 'tidy';
}
