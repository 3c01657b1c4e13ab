/**
 * The last reports that the popup had of a tab, for the report of a problem: once that opens in a tab of its own, the page is hidden
 * and its videos rest.
 */
import * as v from 'valibot';
import { DocumentStatus } from './runtime';

/** Key in the session storage. */
export const LAST_REPORT = 'last-report';

export const LastReport = v.object({
  tabId: v.number(),
  /** In ms since 1970. */
  at: v.number(),
  documents: v.array(DocumentStatus),
});
export type LastReport = v.InferOutput<typeof LastReport>;
