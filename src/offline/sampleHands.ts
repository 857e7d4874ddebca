export interface Hand {
  /** The packaged font, `@fontsource/<font>`. */
  font: string;
  /** Pixels at 150 dpi. */
  size: number;
  /** Letters move one by one; joined-up hands move word by word. */
  unit: 'letter' | 'word';
  /** Characters before the writer starts a new line. */
  lineLength: number;
}

/** From easy to hard to read. */
export const hands: [Hand, ...Hand[]] = [
  { font: 'kalam', size: 37, unit: 'letter', lineLength: 50 },
  { font: 'patrick-hand', size: 41, unit: 'letter', lineLength: 54 },
  { font: 'caveat', size: 45, unit: 'word', lineLength: 54 },
  { font: 'nanum-pen-script', size: 50, unit: 'letter', lineLength: 52 },
  { font: 'reenie-beanie', size: 55, unit: 'letter', lineLength: 54 },
  { font: 'cedarville-cursive', size: 36, unit: 'word', lineLength: 48 },
];

/** Colours as `red, green, blue`. */
export interface Ink {
  color: string;
  /** How much of it covers the paper, 0..1. */
  strength: number;
}

export const pens: [Ink, ...Ink[]] = [
  { color: '28, 44, 130', strength: 0.92 },
  { color: '24, 24, 28', strength: 0.9 },
  { color: '20, 36, 96', strength: 0.9 },
  { color: '36, 66, 160', strength: 0.9 },
];

export const faintPencil: Ink = { color: '88, 88, 94', strength: 0.42 };
