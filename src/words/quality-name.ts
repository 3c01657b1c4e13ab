/** Names of the qualities, as the settings show them. */
import { type MessageKey, message } from './message';

const KEYS = {
  auto: 'quality_auto',
  XS: 'quality_low',
  S: 'quality_medium',
  M: 'quality_high',
} as const satisfies Record<string, MessageKey>;

export const qualityName = (quality: keyof typeof KEYS): string => message(KEYS[quality]);
