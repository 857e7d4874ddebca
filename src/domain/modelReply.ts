/** What came back from one call, as it is kept for good; `null` where the provider said nothing. */
export interface ModelReply {
  text: string;
  refusal: string | null;
  finishReason: string;
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
  /** US dollars: what the provider itself says (OpenRouter does), else by the price table. */
  costUsd: number | null;
}
