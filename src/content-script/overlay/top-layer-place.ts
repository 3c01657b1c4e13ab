/** Places the overlay of a video that is itself in the browser's top layer: in fullscreen, or as a popover. */

import { mustGoUnder } from '../layout/facts';
import { type LayoutFacts, type PlacementPlan, planFullscreen, planPopover } from '../layout/placement';
import type { FullscreenStage } from './fullscreen-stage';

type Plan = Omit<PlacementPlan, 'parent'>;

/** A place in the top layer, below or above the video. */
interface TopPlace {
  parent: HTMLElement;
  isUnder: boolean;
  plan(facts: LayoutFacts): Plan;
}

/** Whether a video is in the top layer, where nothing of the page below it is seen through it. */
export const isInTopLayer = (video: HTMLElement): boolean => video.matches(':is(:fullscreen, :popover-open)');

/**
 * Returns the place for the overlay of a video in the top layer; null for other videos, and where there is none: the original
 * is shown then.
 */
export function topPlaceOf(video: HTMLElement, stage: FullscreenStage, isCompared: boolean): TopPlace | null {
  if (!isInTopLayer(video)) return null;
  if (!video.matches(':fullscreen')) {
    // A place below needs preparation before the popover opens, of which no event tells. Above, native controls are covered.
    if (mustGoUnder(video)) return null;
    return { parent: stage.enterAbove(video), isUnder: false, plan: planPopover };
  }
  const parent = isCompared ? stage.enterAbove(video) : stage.enterBelow(video);
  return parent && { parent, isUnder: !isCompared, plan: ({ video }) => planFullscreen(video, !isCompared) };
}
