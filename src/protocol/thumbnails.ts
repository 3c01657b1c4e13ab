/** Messages between the popup and the host: the current picture of a video in every style. */
import * as v from 'valibot';
import { Look } from './page-host';
import { boundedArray, nonce, parserOf, smallPicture, styleId } from './values';

/** Name of the runtime port, from the popup to the offscreen document. The host stops drawing when it closes. */
export const THUMBNAILS_PORT = 'inkreel-thumbnails';

/** More than all styles that there can be. */
const MOST_STYLES = 60;

/** A style with its colours and lines as the user changed them. Thumbnails are drawn at full strength. */
const ThumbnailLook = v.pick(Look, ['style', 'keepColours', 'lineWeight']);
export type ThumbnailLook = v.InferOutput<typeof ThumbnailLook>;

/** Popup to host: draw these looks, in this order, of the video of this session. Replaces what the popup asked before. */
export const AskThumbnails = v.object({
  type: v.literal('ask-thumbnails'),
  session: nonce,
  looks: boundedArray(ThumbnailLook, MOST_STYLES),
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
