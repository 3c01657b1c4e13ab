/** Puts the value of a setting into words, as the pages show it. */
import type { Settings } from '../../settings';
import { styleIds } from '../../settings/shelf';
import { message } from '../../words/message';
import { lineWeightInWords, listed, percent } from '../../words/numbers';
import { qualityName } from '../../words/quality-name';
import { styleName } from '../../words/style-names';
import { nameOfKey } from './keys/names';

const NOTHING = '–';

const onOrOff = (isOn: boolean) => message(isOn ? 'on' : 'off');

/** Names a style by the settings that it is in: those of a file have names of their own. */
const nameIn = ({ ownStyles }: Settings, id: string) => ownStyles.find((own) => own.id === id)?.name ?? styleName(id);

const namesIn = (settings: Settings, ids: readonly string[]) =>
  listed(ids.map((id) => nameIn(settings, id))) || NOTHING;

function cameraWords(settings: Settings): string {
  const { enabled, style, strength, keepColours, lineWeight } = settings.camera;
  return listed([
    onOrOff(enabled),
    message('look_summary', nameIn(settings, style), percent(strength)),
    ...(keepColours ? [message('keep_colours')] : []),
    ...(lineWeight === 0 ? [] : [`${message('line_weight')} ${lineWeightInWords(lineWeight)}`]),
  ]);
}

/** Returns the value of a setting other than the sites. */
export function valueWords(settings: Settings, key: Exclude<keyof Settings, 'sites'>): string {
  switch (key) {
    case 'style':
      return nameIn(settings, settings.style);
    case 'strength':
      return percent(settings.strength);
    case 'lineWeight':
      return lineWeightInWords(settings.lineWeight);
    case 'quality':
      return qualityName(settings.quality);
    case 'holdKey':
      return settings.holdKey === '' ? message('key_none') : nameOfKey(settings.holdKey);
    case 'camera':
      return cameraWords(settings);
    case 'ownStyles':
      return listed(settings.ownStyles.map(({ name }) => name)) || NOTHING;
    case 'styleOrder':
      return namesIn(settings, styleIds({ ...settings, favourites: [] }));
    case 'favourites':
      return namesIn(settings, settings.favourites);
    default:
      return onOrOff(settings[key]);
  }
}
