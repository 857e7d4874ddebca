import { UserError } from '../domain/userError.ts';
import { decodeText } from './readText.ts';

/**
 * Whether a real model made a result file, so that the stand-in must leave it alone. One that is not JSON and names no
 * endpoint holds nobody's work.
 */
export function isByRealModel(content: Buffer): boolean {
  if (content.includes('"endpoint": "offline"')) return false;
  return content.includes('"endpoint"') || isJson(content);
}

export function isJson(content: Buffer): boolean {
  try {
    JSON.parse(decodeText(content, ''));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UserError) return false;
    throw error;
  }
}
