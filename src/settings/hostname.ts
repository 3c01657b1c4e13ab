/** Longest hostname that DNS allows, in characters. */
const MAX_LENGTH = 253;

/** Labels joined by dots, or an IPv6 address. The URL parser alone lets `*` and empty labels pass, which patterns must not. */
const FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)$/;

/**
 * Whether a text is a hostname as `location.hostname` gives it: lower case, and accepted unchanged by the URL parser.
 * One match pattern of another text, such as `1.2.3.999`, would make the browser refuse a whole list of patterns.
 */
export function isHostname(text: string): boolean {
  return text.length <= MAX_LENGTH && FORM.test(text) && URL.parse(`http://${text}/`)?.hostname === text;
}
