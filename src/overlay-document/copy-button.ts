/** The button that copies the styled picture into the clipboard, in a menu on the page. */
import { type CopyButtonHandshake, type FromCopyButton, parseCopiedPicture } from '../protocol/copy-button';
import { log } from '../util/log';
import { withTimeout } from '../util/with-timeout';

/** Time for the host to draw the picture. */
const PICTURE_MS = 10_000;
const MENU_KEYS = ['ArrowDown', 'ArrowUp', 'Home', 'End', 'Escape'] as const;

/** Shows the button as the whole document. It is transparent: the menu shows the text below it. */
export function showCopyButton({ label }: CopyButtonHandshake, port: MessagePort): void {
  const post = (message: FromCopyButton) => port.postMessage(message);
  const button = document.createElement('button');
  button.className = 'copy';
  button.ariaLabel = label;
  button.addEventListener('click', ({ isTrusted }) => isTrusted && void copy(port, post));
  button.addEventListener('keydown', (event) => {
    const key = MENU_KEYS.find((each) => each === event.key);
    if (!key) return;
    event.preventDefault();
    post({ type: 'key', key });
  });
  addEventListener('focus', () => button.focus());
  document.body.replaceChildren(button);
}

/** Asks for the picture and writes it. The browser counts the press from before the picture is there. */
async function copy(port: MessagePort, post: (message: FromCopyButton) => void): Promise<void> {
  const picture = new Promise<Blob>((resolve, reject) => {
    port.onmessage = ({ data }) => {
      const png = parseCopiedPicture(data)?.png;
      if (png) resolve(new Blob([png], { type: 'image/png' }));
      else reject(new Error('There is no picture.'));
    };
  });
  post({ type: 'pressed' });
  try {
    const png = withTimeout(picture, PICTURE_MS, 'The picture did not come.');
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    post({ type: 'copied', isDone: true });
  } catch (error) {
    log('overlay', 'The picture cannot be copied', error);
    post({ type: 'copied', isDone: false });
  }
}
