const invisible = /(?![\n\r\t])\p{Cc}|\p{Bidi_Control}/gu;

/**
 * Writes out characters that steer a display instead of showing something, e.g. `⟨U+202E⟩`.
 *
 * Otherwise a transcription could turn the direction of its line, so that a reader sees "01" for "10".
 */
export function revealControls(text: string): string {
  return text.toWellFormed().replace(invisible, (control) => {
    const code = control.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
