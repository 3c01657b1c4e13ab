/** Everything that decides what the popup shows. */
import { canMakeTracks, hasWebgpu } from '../../../platform/features';
import type { Mode } from '../../../settings/rules';
import type { Quality } from '../../../settings/schema';
import type { Site } from '../../../settings/site';
import type { DocumentReport } from '../documents';
import type { CurrentTab } from '../tab';

export interface PopupState {
  /** Undefined if the window has no tab that extensions can see. */
  tab: CurrentTab | undefined;
  /** Registrable domain of the site; undefined if it has none. */
  domain: string | undefined;
  mode: Mode;
  granted: boolean;
  /** The browser's question for access is open. */
  asking: boolean;
  /** The user answered the question with no. */
  refused: boolean;
  /** `asked`: this popup started a look just this once; `failed`: it could not start. */
  firstLook: 'no' | 'asked' | 'failed';
  reports: DocumentReport[];
  /** Time for which no document has answered yet while the site is on, in ms; 0 once one has. */
  silentMs: number;
  /** Time for which videos have been there without a picture or a fault, in ms. */
  startingMs: number;
  /** Time for which the first picture is being drawn, in ms. */
  drawingMs: number;
  /** The site includes players from `tab.embedded`, and access to them is granted. */
  embeddedIncluded: boolean;
  /** Site of a video that the page may not read and that is not included yet. */
  foreign: Site | undefined;
  /** The browser has WebGPU; without it no video can be restyled. */
  hasWebgpu: boolean;
  /** The browser lets extensions make the pictures of a track, which a window needs. */
  canMakeTracks: boolean;
  paused: boolean;
  /** *My camera* is on. */
  camera: boolean;
  quality: Quality;
  /** The style of the site, and all styles. */
  style: string;
  styles: readonly string[];
}

/** The state until the tab and the settings are read. */
export const UNKNOWN_STATE: PopupState = {
  tab: undefined,
  domain: undefined,
  mode: 'ask',
  granted: false,
  asking: false,
  refused: false,
  firstLook: 'no',
  reports: [],
  silentMs: 0,
  startingMs: 0,
  drawingMs: 0,
  embeddedIncluded: false,
  foreign: undefined,
  hasWebgpu: hasWebgpu(),
  canMakeTracks: canMakeTracks(),
  paused: false,
  camera: false,
  quality: 'auto',
  style: '',
  styles: [],
};
