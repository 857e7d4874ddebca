/** Something that set-up cannot mend by itself: printed as what happened and what to do, exit code 2. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}
