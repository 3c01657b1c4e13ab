import { describe, expect, it } from 'vitest';
import { ClipPace } from '../../../../src/pages/welcome/clip-pace';

/** Plays the clip for some seconds on a card that draws at most `most` pictures a second. */
function play(pace: ClipPace, most: number, seconds: number, from = { pictures: 0, now: 0 }) {
  let { pictures, now } = from;
  for (const end = now + seconds * 1000; now < end; now += 500) {
    pace.add(Math.floor(pictures), now);
    pictures += Math.min(most, 24 * pace.rate) / 2;
  }
  return { pictures, now };
}

describe('the pace of the clip', () => {
  it('stays at full speed on a card that keeps up', () => {
    const pace = new ClipPace();
    play(pace, 1000, 20);
    expect(pace).toMatchObject({ rate: 1, isFast: true });
    expect(pace.fps).toBeCloseTo(24, 0);
  });

  it.each([16, 10])('slows down to what a card of %i pictures a second keeps up with, and tells its speed', (most) => {
    const pace = new ClipPace();
    play(pace, most, 30);
    expect(pace.isFast).toBe(false);
    expect(pace.fps).toBeCloseTo(most, 0);
    expect(24 * pace.rate).toBeLessThan(most);
    expect(24 * pace.rate).toBeGreaterThan(0.5 * most);
  });

  it.each([4, 0.5, 0])('stands still on a card of %d pictures a second', (most) => {
    const pace = new ClipPace();
    play(pace, most, 10);
    expect(pace).toMatchObject({ rate: 0, isFast: false });
  });

  it('waits for the governor, which finds a network that keeps up', () => {
    const pace = new ClipPace();
    const later = play(pace, 5, 3);
    play(pace, 1000, 20, later);
    expect(pace).toMatchObject({ rate: 1, isFast: true });
  });

  it('does not count pictures that are missing for another reason', () => {
    const pace = new ClipPace();
    const { pictures, now } = play(pace, 1000, 10);
    pace.restart();
    play(pace, 1000, 10, { pictures, now: now + 60_000 });
    expect(pace).toMatchObject({ rate: 1, isFast: true });
  });
});
