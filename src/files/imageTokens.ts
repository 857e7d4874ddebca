export interface Size {
  width: number;
  height: number;
}

/**
 * The longer edge of a page as it is sent, in pixels.
 *
 * OpenAI shrinks images to 2048 before it looks at them and Anthropic to less, so more is upload time for nothing.
 * Gemini bills tiles of 768: an A4 page of 1448 x 2048 is 6 tiles, as it would be at 1568; at 200 dpi it is 12.
 */
export const sentEdge = 2048;

/** Size of a page as it is sent: never enlarged. */
export function sentSize({ width, height }: Size, maxEdge: number = sentEdge): Size {
  const scale = Math.min(1, maxEdge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Estimates the input tokens of an image of this size, by Gemini's published rule: 258 for a small image (both edges
 * at most 384), else 258 for each tile of 768 x 768. OpenAI and Anthropic bill 1,100 to 1,600 for a page, Gemini 1,548.
 */
export function imageTokens(width: number, height: number): number {
  if (Math.max(width, height) <= 384) return 258;
  return 258 * Math.ceil(width / 768) * Math.ceil(height / 768);
}
