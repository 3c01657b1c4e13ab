/** Words for the reasons why a file cannot become a style. */
import { BOUNDS, type TrialFault } from '../../../own-styles/trial';
import { type MessageKey, message } from '../../../words/message';

/** Returns the format that the end of a file name stands for. */
const formatOf = (file: string): 'safetensors' | 'pth' | undefined =>
  /\.safetensors$/i.test(file) ? 'safetensors' : /\.(pth|pt)$/i.test(file) ? 'pth' : undefined;

/** Returns what is wrong and what to do. Another program wrote each format, so that the help against it differs. */
export function refusalWords(fault: TrialFault, file: string): string {
  const format = formatOf(file);
  if (format && fault === 'not-a-style') return message(`bad_not_${format}`);
  if (format && fault === 'damaged') return message(`bad_damaged_${format}`);
  return message(`bad_${fault.replaceAll('-', '_')}` as MessageKey, String(BOUNDS.fileBytes / 2 ** 20));
}
