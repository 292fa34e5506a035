import { condition, proxyLocalActivities } from '@temporalio/workflow';
import type { Mailbox } from './mailbox.js';
import type { Asked, Ports, Ref, Tally } from './ports.js';

const { tally, remind } = proxyLocalActivities<Ports>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { maximumInterval: '10 seconds' },
});

const REMINDERS = [0.5, 0.9] as const;

/** Waits for people until their request is closed. The row decides, and its clock; the timer only says when to look. */
export async function askPeople(
  ref: Ref,
  { id: request, withinMs }: Asked,
  mailbox: Mailbox,
): Promise<Exclude<Tally, { state: 'open' }>> {
  let left = withinMs;
  let ofMs = withinMs;
  for (;;) {
    await newsWithin({ left, ofMs }, mailbox, (part) => remind({ ...ref, request, part }));
    const counted = await tally({ ...ref, request, heard: mailbox.take() });
    if (counted.state !== 'open') return counted;
    // At least a moment: the timer may be a little ahead of the row's clock.
    left = Math.max(100, counted.withinMs);
    ofMs = Math.max(left, counted.ofMs ?? left);
  }
}

async function newsWithin(
  { left, ofMs }: { readonly left: number; readonly ofMs: number },
  mailbox: Mailbox,
  remindAt: (part: number) => Promise<void>,
): Promise<void> {
  let passed = ofMs - left;
  for (const part of REMINDERS) {
    const at = Math.floor(ofMs * part);
    // Said before the news that brought us here.
    if (at <= passed) continue;
    if (await condition(mailbox.unread, at - passed)) return;
    await remindAt(part);
    passed = at;
  }
  await condition(mailbox.unread, ofMs - passed);
}
