/** Weighs videos against each other: those with the most attention are restyled where not all can be. */

/** Weights of what makes users look at a video. */
const [PLAYING, AUDIBLE, POINTED_AT, FULLSCREEN] = [4, 2, 4, 16];

export interface AttentionFacts {
  /** Visible device pixels; 0 where nobody can see the video. */
  area: number;
  isPlaying: boolean;
  isAudible: boolean;
  isPointedAt: boolean;
  isFullscreen: boolean;
}

/** Returns how much attention a video has, in device pixels of a paused one. */
export function attentionOf({ area, isPlaying, isAudible, isPointedAt, isFullscreen }: AttentionFacts): number {
  return (
    area *
    (isPlaying ? PLAYING : 1) *
    (isPlaying && isAudible ? AUDIBLE : 1) *
    (isPointedAt ? POINTED_AT : 1) *
    (isFullscreen ? FULLSCREEN : 1)
  );
}
