/** ARN of a function of the embedded cloud. */
export const functionArn = (name: string): string =>
  `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
