/** Words for what is wrong with a picture, or odd about it. */
import { PICTURE_BOUNDS, PictureError, type TakenPicture } from '../../../own-styles/learning/read-picture';
import { type MessageKey, message } from '../../../words/message';

/** Returns why a picture is refused. */
export function pictureProblem(error: unknown, file: string): string {
  if (!(error instanceof PictureError)) return message('file_unreadable', file);
  const { megapixels, leastSide } = PICTURE_BOUNDS;
  const size = error.fault === 'small' ? leastSide : megapixels;
  return message(`picture_${error.fault}` as MessageKey, file, String(size));
}

/** Returns the warnings about a picture that the form shows. */
export const notesOn = ({ ground, isSmooth, isAnimated }: Omit<TakenPicture, 'png'>): string =>
  [
    ...(isAnimated ? [message('make_animated')] : []),
    ...(ground ? [message(ground === 'white' ? 'make_ground_white' : 'make_ground_black')] : []),
    ...(isSmooth ? [message('make_smooth')] : []),
  ].join(' ');
