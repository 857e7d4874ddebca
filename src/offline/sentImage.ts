import { ModelError } from './modelError.ts';

export interface SentImage {
  data: Buffer;
  width: number;
  height: number;
}

/** Decodes a data URL far enough to know that it is an image. Never fetches: other URLs are refused. */
export async function openSentImage(url: string): Promise<SentImage> {
  const base64 = /^data:image\/[a-z+.-]+;base64,(.+)$/s.exec(url)?.[1];
  if (base64 === undefined) throw invalidImage('The stand-in takes images only as base64 data URLs.');
  const data = Buffer.from(base64, 'base64');
  const { default: sharp } = await import('sharp');
  const size = await sharp(data)
    .metadata()
    .catch((error: unknown) => {
      throw invalidImage(
        `The image cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  return { data, width: size.width, height: size.height };
}

const invalidImage = (message: string): ModelError =>
  new ModelError(400, 'invalid_image', message, 'messages');
