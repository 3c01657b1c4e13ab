/** Bytes as text, for messages and files that carry no bytes. */

/** Encodes bytes by the browser's own reader, which takes files of many megabytes. */
export function base64Of(bytes: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(bytes);
  });
}

/** @throws InvalidCharacterError where the text is not base64 */
export const bytesOfBase64 = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
