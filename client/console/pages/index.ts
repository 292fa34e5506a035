import type { Page } from '../page.js';
import { ledgerEntryPage } from './ledger-entry.js';
import { ledgerPage } from './ledger.js';
import { peoplePage } from './people.js';
import { statusPage } from './status.js';

/** All pages, in the order of the navigation. */
export const pages: readonly Page[] = [statusPage, ledgerPage, ledgerEntryPage, peoplePage];

/** The page that a form stands on: where to come back to from its answer. */
export function pageOf(actPath: string): string | undefined {
  return pages.find(({ acts }) => acts?.some(({ path }) => path === actPath))?.path;
}
