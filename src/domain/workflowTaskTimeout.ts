/** A task takes milliseconds; one that a killed worker had begun holds the run up for so long. */
export const workflowTaskTimeout = '3 seconds';
