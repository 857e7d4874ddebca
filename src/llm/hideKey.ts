/** Characters; a shorter key is a placeholder, and may be an ordinary word of the text. */
const shortestKey = 8;

/** The text without the key that the provider got: some say it in their errors. */
export function hideKey(text: string, apiKey: string | null): string {
  // Space around it is not sent.
  const key = apiKey?.trim() ?? '';
  return key.length < shortestKey ? text : text.replaceAll(key, '…');
}
