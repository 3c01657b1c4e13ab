/**
 * Hostnames as people read them: `bücher.example` for `xn--bcher-kva.example`. A label stays encoded where another one could look
 * the same: of several scripts, of a script that Inkreel has no language in, or of letters that look Latin.
 */
import { decode } from 'punycode/punycode.es6.js';

const PREFIX = 'xn--';

/**
 * Letters of Latin, without those that pass for a plain one, as `ı` and `ĸ`, or for another, as `þ`. Combining marks are left out
 * in all scripts: they can stack.
 */
const LATIN = /^[a-z0-9\u00df-\u00ef\u00f1-\u00f6\u00f8-\u00fd\u00ff-\u0130\u0132-\u0137\u0139-\u017e\u0219\u021b-]+$/;
const CYRILLIC = /^[\u0430-\u045f\u04910-9-]+$/;
const JAPANESE = /^[\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Han}0-9-]+$/u;
const KOREAN = /^[가-힣0-9-]+$/;

/** Characters of a label in East Asian script. Punctuation is left out: it can look like the slash or the dot of an address. */
const LETTERS = /^[\p{L}0-9-]+$/u;

/** Cyrillic letters that look Latin. A label of them alone is one that deceives, unless it stands under a Cyrillic domain. */
const LOOK_LATIN = /^[авгенкмопрстухызьюѕіїјћџѐёўѓќҽ0-9-]+$/;

function isReadable(label: string, isUnderCyrillic: boolean): boolean {
  if (CYRILLIC.test(label)) return isUnderCyrillic || !LOOK_LATIN.test(label);
  return LATIN.test(label) || (LETTERS.test(label) && (JAPANESE.test(label) || KOREAN.test(label)));
}

/** Returns the text of a label without its prefix; undefined if it is broken. */
function textOf(encoded: string): string | undefined {
  try {
    return decode(encoded);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function shownLabel(label: string, isUnderCyrillic: boolean): string {
  if (!label.startsWith(PREFIX)) return label;
  const decoded = textOf(label.slice(PREFIX.length));
  return decoded !== undefined && isReadable(decoded, isUnderCyrillic) ? decoded : label;
}

/** Returns a hostname as it is shown. Only what the browser itself encodes to the same hostname is shown decoded. */
export function shownHostname(hostname: string): string {
  if (!hostname.includes(PREFIX)) return hostname;
  const labels = hostname.split('.');
  const isUnderCyrillic = CYRILLIC.test(shownLabel(labels.at(-1) ?? '', true));
  const shown = labels.map((label) => shownLabel(label, isUnderCyrillic)).join('.');
  return URL.parse(`http://${shown}/`)?.hostname === hostname ? shown : hostname;
}
