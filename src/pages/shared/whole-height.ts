/**
 * Makes the popup's height a whole number of pixels. The browser sizes its window so, and would cut a fraction of one off, with a
 * scroll bar beside it.
 */
export function keepWholeHeight(): void {
  const { body } = document;
  const fill = () => {
    body.style.paddingBlockEnd = '';
    const { height } = body.getBoundingClientRect();
    body.style.paddingBlockEnd = `${Math.ceil(height) - height}px`;
  };
  const observer = new ResizeObserver(fill);
  for (const part of body.children) observer.observe(part);
}
