/** A refusal in the form of OpenAI's API. */
export class ModelError extends Error {
  readonly status: 400 | 404;
  readonly code: string;
  /** The field of the request that is wrong. */
  readonly param: string | null;

  constructor(status: 400 | 404, code: string, message: string, param: string | null = null) {
    super(message);
    this.name = 'ModelError';
    this.status = status;
    this.code = code;
    this.param = param;
  }

  body() {
    const { message, param, code } = this;
    return { error: { message, type: 'invalid_request_error', param, code } };
  }
}

export const badRequest = (message: string, param: string | null): ModelError =>
  new ModelError(400, 'invalid_value', message, param);
