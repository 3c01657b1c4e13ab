/** Encodes bytes by the browser's own reader, which takes files of many megabytes. */
export function base64Of(bytes: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(bytes);
  });
}
