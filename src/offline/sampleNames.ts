import type { Random } from './randomness.ts';

const givenNames = words(
  'Amara Ben Chiara Dilan Elif Farid Grace Hugo Inés Jörg Kaya Liam Mei Nora Oskar Priya Quentin Rosa Søren Tariq Uma Viktor Wanda Zoë',
);
const familyNames = words(
  'Adeyemi Bauer Castillo Dubois Eriksson Fernandes García Haddad Ivanova Jansen Kim Lindqvist Müller Nakamura Okafor Peña Quinn Rossi Schäfer Tanaka Ueda Vogel Weiß Yates',
);

/** As many different names as can be invented. */
export const mostNames = givenNames.length * familyNames.length;

/** Invents `count` different names, sorted by family name as in a roster. */
export function inventNames(count: number, random: Random): string[] {
  const given = shuffle(givenNames, random);
  const family = shuffle(familyNames, random);
  const names = Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / family.length);
    return { family: at(family, index), given: at(given, index + round) };
  });
  return names
    .sort((a, b) => `${a.family} ${a.given}`.localeCompare(`${b.family} ${b.given}`, 'en'))
    .map((name) => `${name.given} ${name.family}`);
}

const at = (names: string[], index: number): string => names[index % names.length] ?? '';

function shuffle(names: string[], random: Random): string[] {
  const keyed = names.map((name) => ({ name, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ name }) => name);
}

function words(text: string): string[] {
  return text.split(' ');
}
