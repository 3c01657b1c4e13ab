/** Estimates how much attention a video has. Where not all videos can be restyled, those with the most attention are. */

/** Factors of attention. */
const [PLAYING, AUDIBLE, POINTED_AT, FULLSCREEN] = [4, 2, 4, 16];

export interface AttentionFacts {
  /** Visible device pixels; 0 if the video is out of sight. */
  area: number;
  isPlaying: boolean;
  isAudible: boolean;
  isPointedAt: boolean;
  isFullscreen: boolean;
}

/** Returns the attention of a video, as the number of device pixels of a paused video with the same attention. */
export function attentionOf({ area, isPlaying, isAudible, isPointedAt, isFullscreen }: AttentionFacts): number {
  return (
    area *
    (isPlaying ? PLAYING : 1) *
    (isPlaying && isAudible ? AUDIBLE : 1) *
    (isPointedAt ? POINTED_AT : 1) *
    (isFullscreen ? FULLSCREEN : 1)
  );
}
