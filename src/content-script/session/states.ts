/** What becomes of one video, as a table: docs/behaviour.md says what the states and events mean. */

export type SessionState =
  | 'idle'
  | 'attaching'
  | 'ready'
  | 'showing'
  | 'resting'
  | 'waiting'
  | 'lost'
  | 'refused'
  | 'closed';

export type SessionEvent =
  | 'styleable'
  | 'unstyleable'
  | 'seen'
  | 'unseen'
  | 'ready'
  | 'hold'
  | 'release'
  | 'presented'
  | 'stale'
  | 'source'
  | 'gone'
  | 'retry'
  | 'refuse'
  | 'close';

/** The next state by state and event; where nothing stands, nothing changes. */
export const TRANSITIONS: Record<SessionState, Partial<Record<SessionEvent, SessionState>>> = {
  idle: { styleable: 'attaching', refuse: 'refused', close: 'closed' },
  attaching: { unstyleable: 'idle', ready: 'ready', gone: 'lost', refuse: 'refused', close: 'closed' },
  ready: {
    unstyleable: 'idle',
    unseen: 'resting',
    hold: 'waiting',
    presented: 'showing',
    gone: 'lost',
    refuse: 'refused',
    close: 'closed',
  },
  showing: {
    unstyleable: 'idle',
    unseen: 'resting',
    hold: 'waiting',
    stale: 'ready',
    source: 'ready',
    gone: 'lost',
    refuse: 'refused',
    close: 'closed',
  },
  resting: {
    unstyleable: 'idle',
    seen: 'ready',
    hold: 'waiting',
    gone: 'lost',
    refuse: 'refused',
    close: 'closed',
  },
  waiting: { unstyleable: 'idle', release: 'ready', gone: 'lost', refuse: 'refused', close: 'closed' },
  lost: { unstyleable: 'idle', retry: 'idle', refuse: 'refused', close: 'closed' },
  refused: { source: 'idle', close: 'closed' },
  closed: {},
};

/** What a state asks of the page: whether an overlay is there, whether it can be seen, whether frames are taken. */
export interface Duties {
  overlay: 'none' | 'hidden' | 'shown';
  frames: boolean;
}

export const DUTIES: Record<SessionState, Duties> = {
  idle: { overlay: 'none', frames: false },
  attaching: { overlay: 'hidden', frames: false },
  ready: { overlay: 'hidden', frames: true },
  showing: { overlay: 'shown', frames: true },
  resting: { overlay: 'hidden', frames: false },
  waiting: { overlay: 'hidden', frames: false },
  lost: { overlay: 'none', frames: false },
  refused: { overlay: 'none', frames: false },
  closed: { overlay: 'none', frames: false },
};

export const nextState = (state: SessionState, event: SessionEvent): SessionState => TRANSITIONS[state][event] ?? state;
