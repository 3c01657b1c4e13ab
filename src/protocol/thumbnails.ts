/** Messages between the popup and the host: the current picture of a video in every style. */
import * as v from 'valibot';
import { boundedArray, nonce, parserOf, smallPicture, styleId } from './values';

/** Name of the runtime port, from the popup to the offscreen document. The host stops drawing when it closes. */
export const THUMBNAILS_PORT = 'inkreel-thumbnails';

/** More than all styles that there can be. */
const MOST_STYLES = 60;

/** Popup to host: draw these styles, in this order, of the video of this session. */
export const AskThumbnails = v.object({
  type: v.literal('ask-thumbnails'),
  session: nonce,
  styles: boundedArray(styleId, MOST_STYLES),
});
export type AskThumbnails = v.InferOutput<typeof AskThumbnails>;
export const parseAskThumbnails = parserOf(AskThumbnails);

/** Host to popup: one style is drawn. */
export const Thumbnail = v.object({
  type: v.literal('thumbnail'),
  style: styleId,
  picture: smallPicture,
});
export type Thumbnail = v.InferOutput<typeof Thumbnail>;
export const parseThumbnail = parserOf(Thumbnail);
