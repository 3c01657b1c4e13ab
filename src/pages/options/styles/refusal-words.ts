/** Words for the reasons why a file cannot become a style. */
import { BOUNDS, type TrialFault } from '../../../own-styles/trial';
import { type MessageKey, message } from '../../../words/message';

export const refusalWords = (fault: TrialFault): string =>
  message(`bad_${fault.replaceAll('-', '_')}` as MessageKey, String(BOUNDS.fileBytes / 2 ** 20));
