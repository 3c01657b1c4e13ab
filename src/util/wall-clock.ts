/** The clock that pages, extension documents and workers of one computer share, in ms. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
