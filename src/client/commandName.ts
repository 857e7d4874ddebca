/** A pipeline as it is typed: `generate-rubric` for `generateRubric`. */
export const commandName = (pipeline: string): string =>
  pipeline.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
