/** Tells whether the user is about to press something that would move. */

/** Time for which a resting pointer still counts as aiming; time after a click in which a change counts as its effect. */
const [REST_MS, ANSWER_MS] = [1500, 1000];

export interface PointerFacts {
  /** Whether it is on a control that may move, and whether it is pressed there. */
  readonly isOver: boolean;
  readonly isPressed: boolean;
  /** Times of its last movement and its last click, in ms. */
  readonly movedAt: number;
  readonly clickedAt: number;
}

export const isAiming = ({ isOver, isPressed, movedAt, clickedAt }: PointerFacts, now: number): boolean =>
  isPressed || (isOver && now - movedAt < REST_MS && now - clickedAt >= ANSWER_MS);

/** Everything that can be pressed below the box on top, which pushes it down. */
const CONTROLS = ':is(#controls, footer) :is(button, input, label, select, summary)';

/** Watches the pointer in this document. @returns whether the user is about to press a control */
export function watchAim(): () => boolean {
  let isPressed = false;
  let [movedAt, clickedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const onControl = ({ target }: Event) => target instanceof Element && target.closest(CONTROLS) !== null;
  document.addEventListener('pointermove', ({ timeStamp }) => {
    movedAt = timeStamp;
  });
  document.addEventListener('pointerdown', (event) => {
    isPressed = onControl(event);
  });
  for (const end of ['pointerup', 'pointercancel'])
    document.addEventListener(end, ({ timeStamp }) => {
      isPressed = false;
      clickedAt = timeStamp;
    });
  return () => {
    const isOver = document.querySelector(`${CONTROLS}:hover`) !== null;
    return isAiming({ isOver, isPressed, movedAt, clickedAt }, performance.now());
  };
}
