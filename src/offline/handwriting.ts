import type { SKRSContext2D } from '@napi-rs/canvas';
import { devPackageFile, loadDevPackage } from './devPackages.ts';
import type { Random } from './randomness.ts';
import { hands } from './sampleHands.ts';
import type { Hand, Ink } from './sampleHands.ts';

export interface Pen {
  context: SKRSContext2D;
  hand: Hand;
  ink: Ink;
  random: Random;
}

/** Makes the packaged handwriting fonts known to the canvas; again is harmless. */
export async function loadHands(): Promise<void> {
  const { GlobalFonts } = await loadDevPackage(() => import('@napi-rs/canvas'));
  for (const { font } of hands) {
    if (GlobalFonts.has(familyOf(font))) continue;
    const file = await devPackageFile(`@fontsource/${font}/files/${font}-latin-400-normal.woff`);
    if (!GlobalFonts.registerFromPath(file, familyOf(font))) throw new Error(`Cannot read the font ${file}`);
  }
}

/** Writes one line from `x`, `y` (baseline) on, in pixels, unevenly as a person does. */
export function writeLine({ context, hand, ink, random }: Pen, text: string, x: number, y: number): void {
  // Letters that a hand does not have (umlauts) come from another packaged font, never from the system.
  context.font = `${hand.size}px "${familyOf(hand.font)}", "${familyOf('patrick-hand')}"`;
  context.textBaseline = 'alphabetic';
  const slope = random.between(-0.006, 0.006);
  let at = x + random.between(-5, 8);
  let isStruck = false;
  for (const part of text.split('~~')) {
    const from = at;
    for (const unit of unitsOf(part, hand)) {
      writeUnit({ context, hand, ink, random }, unit, at, y + slope * (at - x));
      at += context.measureText(unit).width * random.between(0.985, 1.035);
    }
    if (isStruck) strikeOut({ context, hand, ink, random }, from, at, y);
    isStruck = !isStruck;
  }
}

const familyOf = (font: string): string => `aita ${font}`;

const unitsOf = (text: string, { unit }: Hand): string[] =>
  unit === 'letter' ? [...text] : text.split(/(?<= )/);

function writeUnit({ context, hand, ink, random }: Pen, text: string, x: number, y: number): void {
  const size = hand.size / 40;
  context.save();
  context.translate(x, y + random.between(-1.3, 1.3) * size);
  context.rotate(random.between(-0.022, 0.022));
  const scale = random.between(0.96, 1.04);
  context.scale(scale, scale * random.between(0.97, 1.03));
  context.fillStyle = `rgba(${ink.color}, ${(ink.strength * random.between(0.86, 1)).toFixed(3)})`;
  context.fillText(text, 0, 0);
  context.restore();
}

function strikeOut({ context, hand, ink, random }: Pen, from: number, to: number, y: number): void {
  context.strokeStyle = `rgba(${ink.color}, ${ink.strength})`;
  context.lineWidth = 2.6;
  for (const height of [0.2, 0.32]) {
    context.beginPath();
    context.moveTo(from - 6, y - hand.size * height + random.between(-3, 3));
    const middle = (from + to) / 2;
    const bend = y - hand.size * height + random.between(-7, 7);
    context.quadraticCurveTo(middle, bend, to + 4, y - hand.size * height + random.between(-3, 3));
    context.stroke();
  }
}
