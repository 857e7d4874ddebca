export interface SampleAnswer {
  /** As written; `~~struck out~~`; a line break starts a new line on the page. Empty: nothing was written. */
  text: string;
  points: number;
}

/** Ways to answer a question, best first. The points are what a fair grader would give. */
export const sampleAnswers: Record<string, SampleAnswer[]> = {
  Q1: [
    { points: 3, text: '15 x 12 = 180\n180 - 36 = 144' },
    { points: 3, text: '15 x 10 = 150 and 15 x 2 = 30\n150 + 30 = 180\n180 - 36 = 144' },
    { points: 2, text: '15 x 12 = 180\n180 - 36 = 154' },
    { points: 1, text: 'The answer is 144' },
    { points: 0, text: '12 - 36 = -24\n15 x -24 = -360' },
    { points: 0, text: '15 + 12 = 27\n36 - 27 = 9' },
  ],
  Q2: [
    { points: 3, text: 'B. Plants build sugar from carbon dioxide and water, with energy from sunlight.' },
    { points: 3, text: 'B, because the carbon in sugar comes from the carbon dioxide in the air.' },
    { points: 1, text: 'B' },
    { points: 2, text: 'B. It is the gas that we breathe out.' },
    { points: 0, text: 'A. Plants breathe oxygen in the same way as people do.' },
    { points: 0, text: 'C, because most of the air is nitrogen.' },
  ],
  Q3: [
    {
      points: 4,
      text: 'Light is so fast that we see the flash at once. Sound travels only about 340 m in a second. 340 x 6 = 2040 m, so it was about 2 km away.',
    },
    {
      points: 4,
      text: 'Both start together but sound is much slower than light. It needs 3 seconds for one km, so 6 seconds means two kilometres.',
    },
    {
      points: 2,
      text: 'Light is much faster than sound, so the thunder arrives later than the flash.',
    },
    { points: 3, text: 'The sound is slower than the light.\n340 x 6 = 2040 km' },
    {
      points: 0,
      text: 'The thunder starts six seconds after the lightning because the clouds need time to crash.',
    },
    { points: 0, text: 'It was 6 km away, one for each second.' },
  ],
  Q4: [
    { points: 4, text: 'First marble red: 3/8\nSecond marble red: 2/7\nBoth: 3/8 x 2/7 = 6/56 = 3/28' },
    { points: 4, text: '8 marbles, 3 are red.\nThen 7 marbles, 2 are red.\nP = 3/8 x 2/7 = 3/28' },
    { points: 2, text: 'P(red) = 3/8\nP(both) = 3/8 x 3/8 = 9/64' },
    { points: 3, text: '3/8 x 2/7 = 5/56' },
    { points: 0, text: '3 + 5 = 8 marbles\nP = 2/8 = 1/4' },
    { points: 0, text: 'One half, because a marble is either red or blue.' },
  ],
  Q5: [
    {
      points: 6,
      text: 'The sun heats the sea and water evaporates. The vapour rises and cools down, so it condenses into clouds. When the drops are heavy enough they fall as rain or snow. Gravity takes the water down the rivers and back to the sea.',
    },
    {
      points: 6,
      text: '1. Evaporation, driven by the heat of the sun.\n2. Condensation, because air gets colder higher up.\n3. Rain, because heavy drops fall.\n4. Rivers flow back to the sea, driven by gravity.',
    },
    {
      points: 3,
      text: 'Water evaporates from the sea because the sun warms it. Later it rains on the land and on the mountains.',
    },
    { points: 2, text: 'Evaporation, condensation and rain.' },
    {
      points: 0,
      text: 'Water is made inside the clouds when the wind mixes the air. The plants keep it for ever.',
    },
    { points: 0, text: 'The moon pulls the water up and then lets it go again at night.' },
  ],
};

export const noAnswer: SampleAnswer = { text: '', points: 0 };
