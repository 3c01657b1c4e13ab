/** The box on top of the popup and the buttons in it. */
import { message } from '../../../words/message';

export type ActionKind =
  | 'resume'
  | 'ask'
  | 'ask-again'
  | 'first-look'
  | 'end-look'
  | 'include-embedded'
  | 'include-media'
  | 'restyle-canvas'
  | 'window'
  | 'reload'
  | 'use-automatic'
  | 'use-fastest'
  | 'use-style'
  | 'switch-off'
  | 'graphics-settings'
  | 'report'
  | 'learn'
  | 'demo';

export interface Action {
  kind: ActionKind;
  label: string;
}

/** `trouble`: nothing is restyled, or nothing watchable, until the user acts; `note`: restyling goes on, or has not started yet. */
export interface Box {
  tone: 'trouble' | 'note';
  title: string;
  text: string;
  actions: Action[];
}

export const action = (kind: ActionKind, label: string): Action => ({ kind, label });
export const reload = (): Action => action('reload', message('reload'));
