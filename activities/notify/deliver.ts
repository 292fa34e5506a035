import type { ClaimedPost, Shown } from '../store/courier.js';
import type { Database } from '../store/database.js';
import { readSubject, type Subject } from '../store/read/notices.js';
import type { Card } from './render/card.js';
import { helloCard, reminderCard, requestCard } from './render/cards.js';
import { noticeCard } from './render/notices.js';
import type { Links } from './render/told.js';
import type { Place, Said, Surface } from './surface.js';

/** The history of a channel is looked at from a little before the message was opened: clocks differ. */
const EARLIER_MS = 60_000;

/** Shows one message as its subject stands now: says it, says it anew in place, or finds that it was said already. */
export async function deliver(db: Database, surface: Surface, links: Links, post: ClaimedPost): Promise<Shown> {
  const subject = await readSubject(db, post);
  if (!subject || isPast(subject, post)) return { state: 'shown' };
  const card = cardOf(subject, links);
  const place = placeOf(subject, post);
  const ref = post.ref ?? (await refOfEarlier(surface, place, post));
  const said =
    ref === undefined ? await surface.post(place, post.id, card) : await surface.edit(post.channel, ref, card, post.id);
  return shownOf(said, ref);
}

/** An earlier try may have been heard without an answer. Only where there was one the history is asked. */
async function refOfEarlier(surface: Surface, place: Place, { doubtful, id, openedAt }: ClaimedPost) {
  return doubtful ? surface.find(place, id, openedAt - EARLIER_MS) : undefined;
}

/** A reminder stands under what it reminds of. */
function placeOf(subject: Subject, { channel }: ClaimedPost): Place {
  return { channel, ...(subject.kind === 'reminder' && subject.under !== undefined && { under: subject.under }) };
}

/** Nobody need be reminded of what is answered. */
function isPast(subject: Subject, { ref }: ClaimedPost): boolean {
  return subject.kind === 'reminder' && subject.asked.state !== 'open' && ref === undefined;
}

function cardOf(subject: Subject, links: Links): Card {
  if (subject.kind === 'hello') return helloCard(links);
  if (subject.kind === 'notice') return noticeCard(subject.notices, subject.count, links);
  const { kind, asked } = subject;
  return kind === 'reminder' && asked.state === 'open' ? reminderCard(asked, links) : requestCard(asked, links);
}

function shownOf(said: Said, ref: string | undefined): Shown {
  if (said.state === 'said') return { state: 'shown', ref: said.ref };
  const known = ref !== undefined && { ref };
  // Somebody removed the message: that is their word on it, and it is not said again.
  if (said.state === 'gone') return { state: 'shown', ...known };
  return { ...said, ...known };
}
