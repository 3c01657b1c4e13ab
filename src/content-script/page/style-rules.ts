/** Style rules of ours in the page. */
import { adoptedSheetsOf } from './dom';

/** Adds a rule to a document or shadow root, where no observer of the page sees it; call what it returns to undo that. */
export function addStyleRule(root: Node, rule: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  const sheets = adoptedSheetsOf(root);
  sheets?.push(sheet);
  return () => {
    const index = sheets?.indexOf(sheet) ?? -1;
    if (index >= 0) sheets?.splice(index, 1);
  };
}
