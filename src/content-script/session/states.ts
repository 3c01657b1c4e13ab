/** State machine of one video, as a table. docs/behaviour.md explains the states and events. */

export type SessionState =
  | 'idle'
  | 'queued'
  | 'attaching'
  | 'ready'
  | 'showing'
  | 'suspended'
  | 'throttled'
  | 'reconnecting'
  | 'refused'
  | 'closed';

export type SessionEvent =
  | 'styleable'
  | 'unstyleable'
  | 'granted'
  | 'revoked'
  | 'seen'
  | 'unseen'
  | 'ready'
  | 'throttle'
  | 'unthrottle'
  | 'presented'
  | 'stale'
  | 'source'
  | 'gone'
  | 'retry'
  | 'refuse'
  | 'close';

/** Next state by state and event. Events that are not listed change nothing. */
const TRANSITIONS: Record<SessionState, Partial<Record<SessionEvent, SessionState>>> = {
  idle: { styleable: 'queued', refuse: 'refused', close: 'closed' },
  queued: { unstyleable: 'idle', unseen: 'idle', granted: 'attaching', refuse: 'refused', close: 'closed' },
  attaching: {
    unstyleable: 'idle',
    revoked: 'queued',
    ready: 'ready',
    gone: 'reconnecting',
    refuse: 'refused',
    close: 'closed',
  },
  ready: {
    unstyleable: 'idle',
    revoked: 'queued',
    unseen: 'suspended',
    throttle: 'throttled',
    presented: 'showing',
    gone: 'reconnecting',
    refuse: 'refused',
    close: 'closed',
  },
  showing: {
    unstyleable: 'idle',
    revoked: 'queued',
    unseen: 'suspended',
    throttle: 'throttled',
    stale: 'ready',
    source: 'ready',
    gone: 'reconnecting',
    refuse: 'refused',
    close: 'closed',
  },
  suspended: {
    unstyleable: 'idle',
    revoked: 'idle',
    seen: 'ready',
    throttle: 'throttled',
    gone: 'reconnecting',
    refuse: 'refused',
    close: 'closed',
  },
  throttled: {
    unstyleable: 'idle',
    revoked: 'queued',
    unthrottle: 'ready',
    gone: 'reconnecting',
    refuse: 'refused',
    close: 'closed',
  },
  reconnecting: { unstyleable: 'idle', retry: 'idle', refuse: 'refused', close: 'closed' },
  refused: { source: 'idle', close: 'closed' },
  closed: {},
};

/** Requirements of a state: whether there is an overlay, whether it is visible, whether frames are taken. */
export interface Duties {
  overlay: 'none' | 'hidden' | 'shown';
  frames: boolean;
}

export const DUTIES: Record<SessionState, Duties> = {
  idle: { overlay: 'none', frames: false },
  queued: { overlay: 'none', frames: false },
  attaching: { overlay: 'hidden', frames: false },
  ready: { overlay: 'hidden', frames: true },
  showing: { overlay: 'shown', frames: true },
  suspended: { overlay: 'hidden', frames: false },
  throttled: { overlay: 'hidden', frames: false },
  reconnecting: { overlay: 'none', frames: false },
  refused: { overlay: 'none', frames: false },
  closed: { overlay: 'none', frames: false },
};

export const nextState = (state: SessionState, event: SessionEvent): SessionState => TRANSITIONS[state][event] ?? state;
