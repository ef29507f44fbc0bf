import { STATUS_CODES, type ServerResponse } from 'node:http';

/** The load balancer's own answers; a real one's look like these. */
export type ErrorStatus = 400 | 502 | 503 | 504;

/** Answers for a target that cannot; only possible before anything of an answer has been sent. */
export function answerError(response: ServerResponse, status: ErrorStatus): void {
  const title = `${status} ${STATUS_CODES[status]}`;
  response
    .writeHead(status, { 'content-type': 'text/html', server: 'awselb/2.0' })
    .end(`<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`);
}

/** What a rule says that is to be answered. */
export function answerFixed(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain', server: 'awselb/2.0' }).end();
}
