/** Words for what a change of the settings is about, by the labels that the pages give these settings. */
import type { ChangeKind } from '../settings/changes/difference';
import { shownHostname } from './hostnames';
import { type MessageKey, message } from './message';

const KEYS: Record<Exclude<ChangeKind, 'site-ask' | 'site-off'>, MessageKey> = {
  style: 'style',
  strength: 'strength',
  keepColours: 'keep_colours',
  lineWeight: 'line_weight',
  quality: 'quality',
  holdKey: 'show_original',
  playerButton: 'video_button',
  everywhere: 'everywhere',
  paused: 'pause_everywhere',
  sync: 'sync_title',
  debug: 'debug_log',
  camera: 'my_camera',
  ownStyles: 'styles',
  styleOrder: 'change_order',
  favourites: 'change_favourites',
  sites: 'sites',
  'site-on': 'change_switched_on',
  'site-switched-off': 'change_switched_off',
  'site-removed': 'change_site_removed',
  'site-look': 'own_look',
  'site-frames': 'included_players',
  'site-media': 'included_videos',
  several: 'change_several',
  import: 'settings_file',
  reset: 'reset',
};

/**
 * Returns the name of a change, as in *Undo: Quality*.
 * @param site hostname of the site whose rule it changed
 */
export function changeWords(kind: ChangeKind, site?: string): string {
  if (site !== undefined) return `${changeWords(kind)} (${shownHostname(site)})`;
  if (kind === 'site-ask') return message('change_site_mode', message('mode_ask'));
  if (kind === 'site-off') return message('change_site_mode', message('mode_off'));
  return message(KEYS[kind]);
}
