/**
 * Messages of the button that copies a picture. It is a document of the extension, because the browser lets a document write
 * into the clipboard only after a press in it. The content script brings the picture.
 */
import * as v from 'valibot';
import { LIMITS } from './limits';
import { arrayBuffer, parserOf, text } from './values';

/** Window message from the content script, with the port of the other messages. */
export const CopyButtonHandshake = v.object({ type: v.literal('inkreel:copy-button'), label: text });
export type CopyButtonHandshake = v.InferOutput<typeof CopyButtonHandshake>;
export const parseCopyButtonHandshake = parserOf(CopyButtonHandshake);

export const FromCopyButton = v.variant('type', [
  /** The user has pressed the button: it waits for the `png`. */
  v.object({ type: v.literal('pressed') }),
  /** The picture is in the clipboard, or the browser refused it. */
  v.object({ type: v.literal('copied'), isDone: v.boolean() }),
  /** A key that moves through the menu around the button. */
  v.object({ type: v.literal('key'), key: v.picklist(['ArrowDown', 'ArrowUp', 'Home', 'End', 'Escape']) }),
]);
export type FromCopyButton = v.InferOutput<typeof FromCopyButton>;
export const parseFromCopyButton = parserOf(FromCopyButton);

/** To the button: the picture as a PNG; null where there is none. */
export const CopiedPicture = v.object({
  type: v.literal('png'),
  png: v.nullable(
    v.pipe(
      arrayBuffer,
      v.check(({ byteLength }) => byteLength <= LIMITS.maxFrameBytes),
    ),
  ),
});
export type CopiedPicture = v.InferOutput<typeof CopiedPicture>;
export const parseCopiedPicture = parserOf(CopiedPicture);
