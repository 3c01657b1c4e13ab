/** Boxes for videos that are left as they are, or restyled too slowly to be watched. Pure functions of the popup's state. */
import { GRAPHICS_SETTINGS } from '../../../platform/browser-pages';
import type { Fault } from '../../../protocol/faults';
import { nextStyle } from '../../../settings/look';
import { faultWords } from '../../../words/fault-words';
import { message, plural } from '../../../words/message';
import { styleName } from '../../../words/style-names';
import { type Action, action, type Box, reload } from './action';
import { HOPELESS_MS, switchOffHere } from './start-box';
import type { PopupState } from './state';
import { countsOf, isTooSlow, isTrouble, worstOf } from './status';

const automatic = () => action('use-automatic', message('use_automatic'));
const fastest = () => action('use-fastest', message('use_fastest'));

/** The buttons that help against a fault. */
function helpAgainst(fault: Fault, { quality, style, styles }: PopupState): Action[] {
  const other = nextStyle(style, styles);
  switch (fault) {
    case 'no-webgpu':
      return [action('learn', message('learn_more'))];
    case 'no-gpu':
      return GRAPHICS_SETTINGS
        ? [action('graphics-settings', message('graphics_settings'))]
        : [action('learn', message('learn_more'))];
    case 'device-lost':
      return [reload()];
    case 'internal':
      return [reload(), action('report', message('report_problem'))];
    case 'bad-style':
      return [action('use-style', message('use_style', styleName(other)))];
    case 'too-slow':
      return [...(quality === 'XS' ? [] : [fastest()]), switchOffHere()];
    case 'full':
      return quality === 'XS' ? [] : [fastest()];
    default:
      return [action('learn', message('learn_more'))];
  }
}

/** Returns the box of a fault that leaves every video as it is. */
export function boxOfFault(fault: Fault, state: PopupState): Box {
  const { title, text } = faultWords(fault);
  return { tone: fault === 'full' ? 'note' : 'trouble', title, text, actions: helpAgainst(fault, state) };
}

/** Returns the box of the most important fault where no video is restyled. */
function unstyledBox(state: PopupState): Box | undefined {
  const { waiting, faults } = countsOf(state.reports);
  const worst = worstOf(faults.filter(isTrouble)) ?? (waiting > 0 ? 'full' : undefined);
  return worst && boxOfFault(worst, state);
}

/** Returns the box of videos that are left as they are beside restyled ones. */
function partBox(state: PopupState): Box | undefined {
  const { styled, waiting, faults } = countsOf(state.reports);
  const left = faults.filter(isTrouble);
  const worst = worstOf(left);
  if (worst) {
    const { brief, text } = faultWords(worst);
    return { tone: 'note', title: plural('unchanged', left.length, brief), text, actions: helpAgainst(worst, state) };
  }
  if (waiting === 0) return undefined;
  return {
    tone: 'note',
    title: message('some_restyled', String(styled), String(styled + waiting)),
    text: faultWords('full').text,
    actions: helpAgainst('full', state),
  };
}

/** Lines of the fastest networks. */
const LEAST_LINES = 360;

/** Whether the automatic quality has faster networks left to try, and one of them may be fast enough. */
const isTrying = ({ reports, quality }: PopupState): boolean =>
  quality === 'auto' &&
  reports
    .flatMap(({ status }) => status.styled)
    .some(
      ({ network, networkMs, presentMs }) =>
        networkMs + presentMs < HOPELESS_MS && (!network || network.lines > LEAST_LINES),
    );

/**
 * Returns the box of videos that get less than a picture a second. A quality that was set can be lowered, but for the fastest: the
 * automatic one, which leads to that, has given up before.
 */
export function slowBox(state: PopupState): Box | undefined {
  const { reports, quality } = state;
  if (!isTooSlow(reports)) return undefined;
  if (isTrying(state))
    return {
      tone: 'note',
      title: message('slow_trying'),
      text: message('slow_trying_text'),
      actions: [switchOffHere()],
    };
  const isLowerable = quality === 'S' || quality === 'M';
  return {
    tone: 'trouble',
    title: faultWords('too-slow').title,
    text: message(isLowerable ? 'slow_fixed_text' : 'slow_auto_text'),
    actions: isLowerable ? [automatic(), switchOffHere()] : [switchOffHere()],
  };
}

export const faultBox = (state: PopupState): Box | undefined =>
  countsOf(state.reports).styled > 0 ? partBox(state) : unstyledBox(state);
