/** Adds the extension's style rules to the page. */
import { adoptedSheetsOf } from './dom';

/**
 * Adds a rule to a document or shadow root as a constructed sheet, which mutation observers of the page do not see.
 * @returns a function that removes the rule
 */
export function addCssRule(root: Node, rule: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  const sheets = adoptedSheetsOf(root);
  sheets?.push(sheet);
  return () => {
    const index = sheets?.indexOf(sheet) ?? -1;
    if (index >= 0) sheets?.splice(index, 1);
  };
}
